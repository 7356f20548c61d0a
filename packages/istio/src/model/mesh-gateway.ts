/** The name by which a VirtualService binds to every sidecar instead of to a gateway. */
export const MESH_GATEWAY = 'mesh';
