// A device that publishes a few reports and waits until each is acknowledged: durable on the server.
// Usage: npm ci && node device.mjs [address] [exercise] [device]
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';
import { fileURLToPath } from 'node:url';

const [address = '127.0.0.1:5080', exercise = 'live', device = 'handset-7'] = process.argv.slice(2);
const REPORTS = 5;

// The contract imports google/api/annotations.proto, which protobufjs brings along.
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const definition = protoLoader.loadSync('patrol/telemetry/v1/ingest.proto', {
  includeDirs: [here('../../../protos'), here('node_modules/protobufjs')],
  keepCase: true, // names as in the contract
  defaults: true,
  longs: String, // 64-bit numbers do not fit a JavaScript number
  enums: String,
  oneofs: true,
});
const { IngestService } = grpc.loadPackageDefinition(definition).patrol.telemetry.v1;

const client = new IngestService(address, grpc.credentials.createInsecure());
const stream = client.PublishReports();

stream.on('data', ({ welcome, ack, drain }) => {
  if (welcome) publish();
  if (drain) console.log('the server drains: connect again later');
  if (!ack) return;
  console.log(`acknowledged through ${ack.acked_through_sequence}: ${ack.stored} stored, ${ack.duplicates} known`);
  for (const no of ack.rejected ?? []) console.log(`rejected ${no.sequence}/${no.index}: ${no.reason} ${no.detail}`);
  if (Number(ack.acked_through_sequence) >= REPORTS) stream.end();
});
stream.on('error', (error) => {
  console.error(`refused: ${error.details}`);
  process.exitCode = 1;
});
stream.on('end', () => client.close());

// The session is new with each start, because its sequences begin again.
stream.write({
  hello: {
    exercise: `exercises/${exercise}`,
    device: `devices/${device}`,
    session: `node-${process.pid}-${Date.now()}`,
    kind: 'DEVICE_KIND_HANDSET',
  },
});

function publish() {
  for (let sequence = 1; sequence <= REPORTS; sequence++) {
    const fixTime = BigInt(Date.now() - (REPORTS - sequence) * 1000) * 1000n; // microseconds
    stream.write({
      batch: {
        sequence,
        reports: [
          {
            fix_time_unix_us: fixTime.toString(),
            latitude_deg: 31.2262 + sequence * 1e-5,
            longitude_deg: 121.4925,
            accuracy_m: 4,
            status: 'DEVICE_STATUS_ON_PATROL',
          },
        ],
      },
    });
  }
}
