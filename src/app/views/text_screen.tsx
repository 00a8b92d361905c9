/*
 * The VGA text screen, drawn as text: it can be selected and read aloud. While it
 * has the focus, keys go to the guest's PS/2 keyboard, all but Control and right
 * bracket, which leaves it as it leaves the serial console.
 */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { PageStore } from '../page_store.ts';
import { chord, ScanCodeKeyboard } from '../scan_codes.ts';
import { rowRuns } from '../text_runs.ts';

/** Keys that stay the browser's: reload, full screen, its tools. */
const browserKeys = new Set(['F5', 'F11', 'F12']);

/** Consoles that the guest's terminal driver has, chosen by Alt and a function key. */
const consoleKeys = ['F1', 'F2', 'F3', 'F4'] as const;

interface TextScreenProps {
	store: PageStore;
	/** The user wants to leave the screen. */
	onLeave: () => void;
}

export function TextScreenView({ store, onLeave }: TextScreenProps) {
	const screen = useMemo(() => store.select((model) => model.screen), [store]).value;
	const frame = useRef<HTMLDivElement>(null);
	const keyboard = useMemo(() => new ScanCodeKeyboard(), [store]);

	const send = (scanCodes: readonly number[]) => void store.sendKeys(scanCodes);
	useEffect(() => () => send(keyboard.releaseAll()), [keyboard]);

	const onKeyDown = (event: KeyboardEvent) => {
		if (leaves(event)) {
			event.preventDefault();
			onLeave();
			return;
		}
		if (isForBrowser(event, frame.current)) return;
		const scanCodes = keyboard.press(event.code);
		if (scanCodes.length === 0) return;
		event.preventDefault();
		send(scanCodes);
	};
	const onKeyUp = (event: KeyboardEvent) => send(keyboard.release(event.code));

	if (screen === undefined) return <p class="empty">Reading the screen …</p>;
	if (screen === null) {
		return (
			<p class="empty">
				The guest has set no text mode, so there is nothing to show here. The serial console
				works without one.
			</p>
		);
	}
	const rows = Array.from({ length: screen.rows }, (_, row) => rowRuns(screen, row));
	return (
		<div
			class="text-screen-frame"
			ref={frame}
			role="application"
			// biome-ignore lint/a11y/noNoninteractiveTabindex: it takes keys, as its role says
			tabIndex={0}
			aria-label="Screen and keyboard of the guest. Control and right bracket leaves it."
			onKeyDown={onKeyDown}
			onKeyUp={onKeyUp}
			onBlur={() => send(keyboard.releaseAll())}
		>
			<pre class="text-screen" role="document" data-testid="text-screen">
				{rows.map((runs, row) => (
					<div key={row}>
						{runs.map((run) => (
							<span
								key={run.column}
								class={`fg${run.foreground} bg${run.background}${run.cursor ? ' cursor' : ''}`}
							>
								{run.text}
							</span>
						))}
					</div>
				))}
			</pre>
		</div>
	);
}

/** Switches the guest's virtual consoles, which the page's own system may not let Alt do. */
export function ConsoleChoice({ store }: { store: PageStore }) {
	return (
		<div class="console-choice" role="toolbar" aria-label="Virtual consoles of the guest">
			{consoleKeys.map((key, index) => (
				<button
					key={key}
					type="button"
					aria-label={`Console ${index + 1}`}
					title={`Console ${index + 1} (Alt ${key})`}
					onClick={() => void store.sendKeys(chord('AltLeft', key))}
				>
					{index + 1}
				</button>
			))}
		</div>
	);
}

function leaves(event: KeyboardEvent): boolean {
	return event.ctrlKey && !event.altKey && event.key === ']';
}

/** Its own shortcuts, and copying what is selected on the screen. */
function isForBrowser(event: KeyboardEvent, frame: HTMLElement | null): boolean {
	if (event.metaKey || browserKeys.has(event.code)) return true;
	const selection = document.getSelection();
	return (
		event.ctrlKey &&
		event.code === 'KeyC' &&
		selection !== null &&
		!selection.isCollapsed &&
		(frame?.contains(selection.anchorNode) ?? false)
	);
}
