// Reads a KML file by togeojson and prints it as GeoJSON; a fault of the XML ends it with 1.
import { readFileSync } from 'node:fs';
import { kml } from '@tmcw/togeojson';
import { DOMParser } from '@xmldom/xmldom';

const fail = (message) => { throw new Error(message); };
const document = new DOMParser({ onError: (_, message) => fail(message) })
  .parseFromString(readFileSync(process.argv[2], 'utf8'), 'text/xml');
process.stdout.write(JSON.stringify(kml(document)));
