/*
 * Says that there is no machine or that it has stopped for good, why, and what to
 * press. Shown above the console, which keeps what the guest said last.
 */
import type { PageModel } from '../model.ts';
import type { PageStore } from '../page_store.ts';
import { stateShapes } from './icons.tsx';

interface Notice {
	tone: 'broken' | 'calm';
	what: string;
	remedy: string;
	details?: string | undefined;
	button: { label: string; press(): void };
}

export function StopNotice({ store }: { store: PageStore }) {
	const notice = noticeOf(store.model.value, store);
	if (!notice) return null;
	const Shape = notice.tone === 'broken' ? stateShapes.broken : stateShapes.stopped;
	return (
		<div class={`stop-notice ${notice.tone}`} role="alert">
			<Shape />
			<div class="stop-notice-text">
				<p>
					<strong>{notice.what}</strong>
				</p>
				<p>{notice.remedy}</p>
				{notice.details && <pre>{notice.details}</pre>}
			</div>
			<button type="button" class="button" onClick={notice.button.press}>
				{notice.button.label}
			</button>
		</div>
	);
}

function noticeOf(model: PageModel, store: PageStore): Notice | undefined {
	const reset = { label: 'Reset', press: () => void store.reset() };
	switch (model.power) {
		case 'failed':
			return {
				tone: 'broken',
				what: model.failure?.what ?? 'There is no machine.',
				remedy: model.failure?.remedy ?? 'Try again.',
				details: model.failure?.details,
				button: { label: 'Try again', press: () => void store.start() },
			};
		case 'crashed':
			return {
				tone: 'broken',
				what: 'The emulator failed, not the guest.',
				remedy: 'Reset the machine or restore a snapshot. The details tell where it failed.',
				details: model.crash,
				button: reset,
			};
		case 'halted':
			return haltNotice(model, reset);
		default:
			return undefined;
	}
}

function haltNotice({ guestEnd }: PageModel, button: Notice['button']): Notice {
	if (guestEnd?.kind === 'panic') {
		return {
			tone: 'broken',
			what: "The guest's kernel panicked.",
			remedy: 'The console shows its registers and where it was. Reset to boot again.',
			details: guestEnd.message,
			button,
		};
	}
	if (guestEnd?.kind === 'power-off') {
		const { status } = guestEnd;
		return {
			tone: 'calm',
			what:
				status === 0
					? 'The guest powered off.'
					: `The guest powered off with status ${status}.`,
			remedy: 'Reset to boot again.',
			button,
		};
	}
	return {
		tone: 'calm',
		what: 'The guest halted with interrupts off: nothing can wake it.',
		remedy: 'The console shows what it said last. Reset to boot again.',
		button,
	};
}
