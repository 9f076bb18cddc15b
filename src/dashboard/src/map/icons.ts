// Pictures of the map, drawn here: no sprite is fetched.
import type { Map } from 'maplibre-gl';
import { colours } from '../theme';

const size = 48;
type Draw = (c: CanvasRenderingContext2D) => void;

const kinds: Record<string, Draw> = {
  // Bike: two wheels and a bar. Drone: four rotors. Car: a body. Handset: a head and shoulders.
  1: (c) => { ring(c, 16, 27, 5); ring(c, 32, 27, 5); line(c, [16, 27, 24, 17, 32, 27]); },
  2: (c) => { line(c, [16, 16, 32, 32]); line(c, [32, 16, 16, 32]);
    for (const [x, y] of [[16, 16], [32, 16], [16, 32], [32, 32]]) ring(c, x!, y!, 4); },
  3: (c) => { c.beginPath(); c.roundRect(14, 20, 20, 11, 3); c.fill(); c.beginPath();
    c.roundRect(18, 14, 12, 9, 3); c.fill(); },
  4: (c) => { c.beginPath(); c.arc(24, 18, 5, 0, 7); c.fill(); c.beginPath(); c.arc(24, 34, 9, Math.PI, 0); c.fill(); },
  0: (c) => { c.beginPath(); c.arc(24, 24, 6, 0, 7); c.fill(); },
};

export function addIcons(map: Map): void {
  const k = colours();
  for (const [kind, draw] of Object.entries(kinds)) {
    put(map, `unit-${kind}`, (c) => disc(c, k.unit, k.ring, draw, false));
    put(map, `silent-${kind}`, (c) => disc(c, k.ring, k.unit, draw, true));
  }
  put(map, 'heading', (c) => {
    c.fillStyle = k.unit;
    c.strokeStyle = k.ring;
    c.lineWidth = 2;
    c.beginPath();
    c.moveTo(24, 0);
    c.lineTo(32, 12);
    c.lineTo(16, 12);
    c.closePath();
    c.stroke();
    c.fill();
  });
  put(map, 'hatch', (c) => {
    c.strokeStyle = k.ground;
    c.lineWidth = 2.5;
    for (let at = -16; at <= 32; at += 8) {
      c.beginPath();
      c.moveTo(at, 16);
      c.lineTo(at + 16, 0);
      c.stroke();
    }
  }, 16);
}

function put(map: Map, name: string, draw: Draw, side = size): void {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side;
  const context = canvas.getContext('2d')!;
  draw(context);
  if (map.hasImage(name)) map.removeImage(name);
  map.addImage(name, context.getImageData(0, 0, side, side), { pixelRatio: side === size ? 1.5 : 1 });
}

function disc(c: CanvasRenderingContext2D, inside: string, outside: string, draw: Draw, dashed: boolean): void {
  c.beginPath();
  c.arc(24, 24, 15.5, 0, 7);
  c.fillStyle = inside;
  c.fill();
  c.lineWidth = dashed ? 2.5 : 2;
  c.strokeStyle = outside;
  if (dashed) c.setLineDash([4, 3]);
  c.stroke();
  c.setLineDash([]);
  c.fillStyle = c.strokeStyle = outside;
  c.lineWidth = 2.4;
  c.translate(24, 24);
  c.scale(0.78, 0.78);
  c.translate(-24, -24);
  draw(c);
}

function ring(c: CanvasRenderingContext2D, x: number, y: number, r: number): void {
  c.beginPath();
  c.arc(x, y, r, 0, 7);
  c.stroke();
}

function line(c: CanvasRenderingContext2D, points: number[]): void {
  c.beginPath();
  for (let at = 0; at < points.length; at += 2) c.lineTo(points[at]!, points[at + 1]!);
  c.stroke();
}
