// What a gap rests on, on the map: fixes, and where silent devices can have been.
import type { Feature } from 'geojson';
import type { LayerSpecification } from 'maplibre-gl';
import type { EvidenceFix } from '../gen/patrol/telemetry/v1/evidence_pb';
import type { GetGapEvidenceResponse } from '../gen/patrol/telemetry/v1/gap_pb';
import { onMap, shapeOnMap } from './datum';
import { put } from './map';

export function showEvidence(evidence: GetGapEvidenceResponse): void {
  const fixes: Feature[] = [];
  const add = (fix: EvidenceFix | undefined, kind: string) => {
    if (!fix?.position) return;
    const { longitudeDeg, latitudeDeg } = fix.position;
    fixes.push({
      type: 'Feature', properties: { kind }, geometry: { type: 'Point', coordinates: onMap(longitudeDeg, latitudeDeg) },
    });
  };
  for (const attendance of evidence.attendances)
    for (const p of attendance.presences) [...p.enterFixes, ...p.leaveFixes].forEach((fix) => add(fix, 'visit'));
  for (const silence of evidence.silences) [silence.fromFix, silence.toFix].forEach((fix) => add(fix, 'silence'));
  evidence.deviceFixes.forEach((fix) => add(fix, 'device'));
  const prisms = evidence.silences.filter((s) => s.prismGeojson !== '').map((s): Feature => {
    const feature = JSON.parse(s.prismGeojson);
    return { ...feature, geometry: shapeOnMap(feature.geometry) };
  });
  put('fixes', { type: 'FeatureCollection', features: fixes });
  put('prisms', { type: 'FeatureCollection', features: prisms });
}

export function clearEvidence(): void {
  put('fixes');
  put('prisms');
}

export function evidenceLayers(): LayerSpecification[] {
  const colour = '#c77dff';
  return [
    { id: 'prisms', type: 'fill', source: 'prisms', paint: { 'fill-color': colour, 'fill-opacity': 0.15 } },
    { id: 'prisms-line', type: 'line', source: 'prisms',
      paint: { 'line-color': colour, 'line-width': 1.5, 'line-dasharray': [3, 2] } },
    { id: 'fixes', type: 'circle', source: 'fixes',
      paint: { 'circle-radius': 4.5, 'circle-stroke-width': 1.5, 'circle-stroke-color': '#ffffff',
        'circle-color': ['match', ['get', 'kind'], 'visit', '#2c9fd1', colour] } },
  ] as LayerSpecification[];
}
