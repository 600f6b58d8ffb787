import type { Page } from 'playwright-core';

/** A text on a page that cannot be read well. */
export interface Faint {
  text: string;
  colour: string;
  ground: string;
  ratio: number;
}

/** Texts that are shown, and of those the ones with a contrast below 4.5 (WCAG 2.2, 1.4.3), whatever their size. */
export function readTexts(page: Page): Promise<{ shown: string[]; faint: Faint[] }> {
  return page.evaluate(LOOK);
}

/** Each text against the nearest ground behind it that is not seen through; none of ours is half transparent. */
const LOOK = `(() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const clear = (colour) => channels(colour)[3] === 0;
  const light = (colour) => {
    const [r, g, b] = channels(colour).map((value) => value / 255).map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (!clear(backgroundColor)) return backgroundColor;
    }
    return matchMedia('(prefers-color-scheme: dark)').matches ? 'rgb(18, 18, 18)' : 'rgb(255, 255, 255)';
  };
  const cutOff = (element) => {
    for (let at = element; at; at = at.parentElement)
      if (at.clientHeight === 0 && getComputedStyle(at).overflowY === 'hidden') return true;
    return false;
  };
  const shown = [], faint = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.data.replace(/\\s+/g, ' ').trim();
    const element = texts.currentNode.parentElement;
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    const { width, height } = range.getBoundingClientRect();
    if (!text || element.tagName === 'STYLE' || !element.checkVisibility() || width * height === 0 || cutOff(element)) continue;
    shown.push(text);
    const { color } = getComputedStyle(element);
    const back = ground(element);
    const [more, less] = [light(color), light(back)].sort((a, b) => b - a);
    const ratio = (more + 0.05) / (less + 0.05);
    if (ratio < 4.5) faint.push({ text, colour: color, ground: back, ratio });
  }
  return { shown, faint };
})()`;
