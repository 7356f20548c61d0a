import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAuthority } from '@lab/local';
import { type LabControl, labControl } from '../lab/lab-control.ts';
import { createTestLab } from '../lab/test-lab.ts';
import { causesFolder } from './cases.ts';
import { isRecording, startRecording } from './record.ts';
import { makeTokens } from './tokens.ts';

/** One lab with every broken configuration at once: each has Services and hosts of its own. */
export interface CausesLab {
  readonly lab: LabControl;
  /** By the names that cases use. */
  readonly tokens: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts it. Close it in `afterAll`. */
export async function openCausesLab(): Promise<CausesLab> {
  if (isRecording) startRecording();
  const lab = createTestLab();
  const folder = mkdtempSync(join(tmpdir(), 'causes-'));
  const close = async () => {
    await lab.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { jwks, tokens } = makeTokens();
    const manifests = join(folder, 'k8s');
    cpSync(join(causesFolder, 'programs'), folder, { recursive: true });
    cpSync(join(causesFolder, 'mesh'), manifests, { recursive: true });
    for (const name of readdirSync(join(causesFolder, 'edits'))) {
      const text = readFileSync(join(causesFolder, 'edits', name), 'utf8');
      writeFileSync(join(manifests, name), text.replaceAll('@JWKS@', jwks));
    }
    writeFileSync(join(manifests, 'secret.yaml'), await gatewaySecret(join(folder, 'authority')));
    // What an aborted run of the tests left.
    await lab.run('down');
    const place = ['--manifests', manifests, '--port', String(lab.gatewayPort)];
    const { code, stdout, stderr } = await lab.run('up', ...place, '--detach');
    if (code !== 0) throw new Error(`the lab did not start\n${stdout}${stderr}`);
    return { lab: labControl(lab.dir), tokens, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A certificate for the gateway's port for HTTPS. */
async function gatewaySecret(folder: string): Promise<string> {
  const authority = await openAuthority(folder);
  const identity = { trustDomain: 'shop.example', namespace: 'people', serviceAccount: 'gateway' };
  const { certificate, privateKey } = await authority.issue(identity);
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return `apiVersion: v1
kind: Secret
metadata: {name: shop-certificate, namespace: istio-system}
type: kubernetes.io/tls
data: {tls.crt: ${base64(certificate)}, tls.key: ${base64(privateKey)}}
`;
}
