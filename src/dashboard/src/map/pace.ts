// Keeps the map in hand where it is drawn by software, which is slow by the pixel: fewer of them until the first picture
// is there, and while the map moves.
import type { Map } from 'maplibre-gl';

const coarse = 0.35;

export function keepPace(map: Map): void {
  if (!isSoftware(map.getCanvas())) return;
  let changing = false;
  const draw = (ratio: number) => {
    if (changing || map.getPixelRatio() === ratio) return;
    // A change of the ratio is told as a move, too.
    changing = true;
    map.setPixelRatio(ratio);
    changing = false;
  };
  const isShown = () => document.body.dataset.picture === 'shown';
  draw(devicePixelRatio * coarse);
  map.on('movestart', () => draw(devicePixelRatio * coarse));
  map.on('moveend', () => { if (isShown()) draw(devicePixelRatio); });
  map.on('idle', () => { if (isShown() && !map.isMoving()) draw(devicePixelRatio); });
}

function isSoftware(canvas: HTMLCanvasElement): boolean {
  const gl = canvas.getContext('webgl2');
  const told = gl?.getExtension('WEBGL_debug_renderer_info');
  return told !== null && told !== undefined
    && /swiftshader|llvmpipe|software/i.test(String(gl!.getParameter(told.UNMASKED_RENDERER_WEBGL)));
}
