/*
 * A line at the foot of the terminal that is drawn again and again while a campaign runs. Where
 * standard error is no terminal, only what has to be said is printed.
 */

export interface ProgressDisplay {
	/** Prints a line that stays, above the one that is drawn. */
	say(line: string): void;
	/** Takes the drawn line away. */
	close(): void;
}

const REDRAW_MS = 500;
/** Back to the first column, and everything from there on erased (ECMA-48, EL). */
const ERASE = '\r\x1b[K';
const DEFAULT_COLUMNS = 80;

/** `line` makes the text for a width in columns. */
export function showProgress(
	line: (columns: number) => string,
	terminal: NodeJS.WriteStream = process.stderr,
): ProgressDisplay {
	if (!terminal.isTTY) {
		return {
			say: (text) => void terminal.write(`${text}\n`),
			close: () => undefined,
		};
	}
	// One column less: some terminals wrap when the last one is written to.
	const draw = () => terminal.write(`${ERASE}${line((terminal.columns ?? DEFAULT_COLUMNS) - 1)}`);
	const timer = setInterval(draw, REDRAW_MS);
	draw();
	return {
		say(text) {
			terminal.write(`${ERASE}${text}\n`);
			draw();
		},
		close() {
			clearInterval(timer);
			terminal.write(ERASE);
		},
	};
}
