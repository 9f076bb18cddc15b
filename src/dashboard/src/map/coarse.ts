// Without a graphics card each pixel costs: while somebody holds the map, it is drawn with fewer of them.
import type { Map as MapLibre } from 'maplibre-gl';

/** Of the pixels each way. */
const coarseRatio = 0.3;

export function isDrawnBySoftware(canvas: HTMLCanvasElement): boolean {
  const gl = canvas.getContext('webgl2') ?? canvas.getContext('webgl');
  const names = gl?.getExtension('WEBGL_debug_renderer_info');
  if (!gl || !names) return false;
  return /swiftshader|llvmpipe|software/i.test(String(gl.getParameter(names.UNMASKED_RENDERER_WEBGL)));
}

export function drawCoarselyWhileHeld(map: MapLibre): void {
  let held = false;
  // Before the map hears of it: a change of the pixels ends a drag that has begun.
  map.getCanvasContainer().addEventListener('pointerdown', () => {
    held = true;
    map.setPixelRatio(window.devicePixelRatio * coarseRatio);
  }, { capture: true });
  const restore = () => {
    if (held || map.isMoving() || map.getPixelRatio() === window.devicePixelRatio) return;
    map.setPixelRatio(window.devicePixelRatio);
  };
  for (const end of ['pointerup', 'pointercancel'])
    window.addEventListener(end, () => { held = false; setTimeout(restore); });
  map.on('moveend', () => setTimeout(restore));
}
