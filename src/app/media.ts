/*
 * Media queries as signals.
 */
import { type ReadonlySignal, signal } from '@preact/signals';

export function mediaSignal(query: string): ReadonlySignal<boolean> {
	const list = window.matchMedia(query);
	const matches = signal(list.matches);
	list.addEventListener('change', () => {
		matches.value = list.matches;
	});
	return matches;
}

/**
 * A screen of a hand: the system is a tab of the console, which gets keys of its own. The same
 * width is in the styles.
 */
export const narrow = mediaSignal('(max-width: 799px)');

/** Room for the network below the console; else it is a tab. The styles take what is there. */
export const roomy = mediaSignal('(min-width: 1200px) and (min-height: 640px)');

/** Nobody sees a page in the background: what draws often leaves it at that. */
export const pageVisible = signal(!document.hidden);
document.addEventListener('visibilitychange', () => {
	pageVisible.value = !document.hidden;
});

export const dark = mediaSignal('(prefers-color-scheme: dark)');
