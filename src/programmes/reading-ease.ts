import { flesch } from 'flesch';
import { syllable } from 'syllable';
import { readText } from './markdown.js';
import { withoutPlaceholders } from './placeholders.js';

/** The words of a lesson's Markdown as a reader counts them: without addresses of links and without placeholders. */
export function wordsOf(markdown: string): string[] {
  return readText(markdown).flatMap((block) => words(withoutPlaceholders(block)));
}

/**
 * How easily a lesson's Markdown reads, by Flesch: from 60 up plain English, under 50 hard. A paragraph, heading or list
 * item ends a sentence.
 */
export function readingEase(markdown: string): number {
  const sentences = readText(markdown)
    .flatMap((block) => withoutPlaceholders(block).split(/[.!?…]+(?=["'”’)]*(?:\s|$))/))
    .filter((sentence) => words(sentence).length > 0);
  const all = sentences.flatMap(words);
  const spoken = all.map((word) => Math.max(1, syllable(word)));
  return flesch({ sentence: sentences.length, word: all.length, syllable: spoken.reduce((sum, one) => sum + one, 0) });
}

const words = (text: string): string[] => text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
