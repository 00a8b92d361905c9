/*
 * The serial console: an xterm.js terminal that lives as long as the page and is
 * shown in whichever element attach() is given. It knows nothing of the machine:
 * bytes go in, keystrokes come out.
 */
import { FitAddon } from '@xterm/addon-fit';
import { SerializeAddon } from '@xterm/addon-serialize';
import { type ITheme, Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';

const darkTheme: ITheme = {
	background: '#101315',
	foreground: '#dfe3e6',
	cursor: '#dfe3e6',
	cursorAccent: '#101315',
	selectionBackground: '#2f4a66',
	black: '#1c2023',
	red: '#f08a80',
	green: '#86c995',
	yellow: '#d8c27a',
	blue: '#8ab8ee',
	magenta: '#cf9fd8',
	cyan: '#7cc7cf',
	white: '#c3c9ce',
	brightBlack: '#8b949c',
	brightRed: '#f6a59d',
	brightGreen: '#a3dbaf',
	brightYellow: '#e6d59b',
	brightBlue: '#aaccf4',
	brightMagenta: '#dfb9e6',
	brightCyan: '#9fdae0',
	brightWhite: '#f4f6f7',
};

const lightTheme: ITheme = {
	background: '#ffffff',
	foreground: '#1b1f23',
	cursor: '#1b1f23',
	cursorAccent: '#ffffff',
	selectionBackground: '#c5dbf5',
	black: '#1b1f23',
	red: '#b3261e',
	green: '#1f6b2d',
	yellow: '#6f5400',
	blue: '#1d5a9e',
	magenta: '#842d86',
	cyan: '#0b6069',
	white: '#59626b',
	brightBlack: '#667079',
	brightRed: '#c5352c',
	brightGreen: '#2a7739',
	brightYellow: '#7d6000',
	brightBlue: '#2669b5',
	brightMagenta: '#953c97',
	brightCyan: '#12707a',
	brightWhite: '#2b3136',
};

/** `data` is what the terminal would send: UTF-8, with control and escape sequences. */
export type InputListener = (data: Uint8Array) => void;

export class SerialConsole {
	/** Called when the user asks to leave the terminal with Ctrl-]. */
	onLeave: () => void = () => {};
	onInput: InputListener = () => {};
	/** Called when the terminal has got another size. */
	onResize: () => void = () => {};
	/** While set, the next letter typed is sent as its control character. */
	controlArmed = false;
	onControlUsed: () => void = () => {};

	#terminal: Terminal;
	#fit = new FitAddon();
	#serialize = new SerializeAddon();
	#encoder = new TextEncoder();

	constructor(fontFamily: string) {
		this.#terminal = new Terminal({
			fontFamily,
			lineHeight: 1.2,
			scrollback: 5000,
			minimumContrastRatio: 4.5,
			allowTransparency: false,
			theme: lightTheme,
		});
		this.#terminal.loadAddon(this.#fit);
		this.#terminal.loadAddon(this.#serialize);
		this.#terminal.onData((data) => this.type(data));
		this.#terminal.onBinary((data) =>
			this.onInput(Uint8Array.from(data, (character) => character.charCodeAt(0))),
		);
		this.#terminal.onResize(() => this.onResize());
		this.#terminal.attachCustomKeyEventHandler((event) => {
			const leaves = event.ctrlKey && !event.altKey && event.key === ']';
			if (leaves && event.type === 'keydown') {
				event.preventDefault();
				this.onLeave();
			}
			return !leaves;
		});
	}

	/** Shows the terminal in an element and keeps it fitted; the result takes it away. */
	attach(element: HTMLElement): () => void {
		if (this.#terminal.element) element.append(this.#terminal.element);
		else this.#terminal.open(element);
		this.#terminal.textarea?.setAttribute(
			'aria-label',
			'Serial console of the guest. Control and right bracket leaves it.',
		);
		const observer = new ResizeObserver(() => this.#fitWhenVisible(element));
		observer.observe(element);
		return () => observer.disconnect();
	}

	setDark(dark: boolean): void {
		this.#terminal.options.theme = dark ? darkTheme : lightTheme;
	}

	setFontSize(pixels: number): void {
		this.#terminal.options.fontSize = pixels;
	}

	/** Resolves when the bytes are on the screen. */
	write(data: Uint8Array | string): Promise<void> {
		return new Promise((resolve) => this.#terminal.write(data, resolve));
	}

	/** Sends text as if it were typed. */
	type(text: string): void {
		let sent = text;
		if (this.controlArmed && /^[@-_a-z]$/.test(text)) {
			sent = String.fromCharCode(text.charCodeAt(0) & 0x1f);
			this.controlArmed = false;
			this.onControlUsed();
		}
		this.onInput(this.#encoder.encode(sent));
	}

	get size(): { rows: number; columns: number } {
		return { rows: this.#terminal.rows, columns: this.#terminal.cols };
	}

	focus(): void {
		this.#terminal.focus();
	}

	clear(): void {
		this.#terminal.reset();
	}

	/** What is shown, scrolled-back lines included, as a string that draws it again. */
	serialize(): string {
		return this.#serialize.serialize();
	}

	/** What is shown as plain text; wrapped lines are put together. */
	text(): string {
		const buffer = this.#terminal.buffer.active;
		let text = '';
		for (let index = 0; index < buffer.length; index++) {
			const line = buffer.getLine(index);
			if (!line) continue;
			if (index > 0 && !line.isWrapped) text += '\n';
			text += line.translateToString(!buffer.getLine(index + 1)?.isWrapped);
		}
		return text.trimEnd();
	}

	#fitWhenVisible(element: HTMLElement): void {
		if (element.clientWidth > 0 && element.clientHeight > 0) this.#fit.fit();
	}
}
