// Makes elements; the whole of our framework.
type Child = Node | string | number | false | null | undefined;
type Props = Record<string, unknown>;

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), props, children);
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K, props: Props = {}, ...children: Child[]): SVGElementTagNameMap[K] {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), props, children);
}

/** Puts children in place of what is there. */
export function show(element: Element, ...children: Child[]): void {
  element.replaceChildren(...children.filter(isShown).map(asNode));
}

function fill<E extends Element>(element: E, props: Props, children: Child[]): E {
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith('on') && typeof value === 'function')
      element.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.filter(isShown).map(asNode));
  return element;
}

const isShown = (child: Child): child is Node | string | number =>
  child !== false && child !== null && child !== undefined;
const asNode = (child: Node | string | number): Node | string =>
  typeof child === 'number' ? String(child) : child;
