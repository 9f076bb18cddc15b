// Makes src/gen from the contract: protoc and the google protos come from the NuGet packages that the server uses.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const packages = process.env.NUGET_PACKAGES ?? join(homedir(), '.nuget/packages');
const versions = readFileSync(join(root, 'Directory.Packages.props'), 'utf8');
const folderOf = (name) => {
  const version = new RegExp(`Include="${name}" Version="([^"]+)"`).exec(versions)?.[1];
  const folder = join(packages, name.toLowerCase(), version ?? '');
  if (!version || !existsSync(folder)) throw new Error(`${name} is not restored: dotnet restore src/Telemetry.Protos`);
  return folder;
};

const windows = process.platform === 'win32';
const system = windows ? 'windows' : process.platform === 'darwin' ? 'macosx' : 'linux';
const tools = folderOf('Grpc.Tools');
const protoc = join(
  tools, 'tools', `${system}_${process.arch === 'arm64' ? 'arm64' : 'x64'}`, windows ? 'protoc.exe' : 'protoc');
if (!windows) {
  try { chmodSync(protoc, 0o755); } catch { /* it is somebody else's, and can be run already */ }
}

const out = join(here, 'src/gen');
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const contract = readdirSync(join(root, 'protos/patrol/telemetry/v1')).filter((name) => name.endsWith('.proto'));
execFileSync(protoc, [
  `--plugin=protoc-gen-es=${join(here, 'node_modules/.bin', windows ? 'protoc-gen-es.cmd' : 'protoc-gen-es')}`,
  `--es_out=${out}`, '--es_opt=target=ts',
  '-I', join(root, 'protos'),
  '-I', join(folderOf('Google.Api.CommonProtos'), 'content/protos'),
  '-I', join(tools, 'build/native/include'),
  'google/api/annotations.proto', 'google/api/http.proto',
  ...contract.map((name) => `patrol/telemetry/v1/${name}`),
], { stdio: 'inherit' });
