/*
 * The few signs that the page needs, drawn on a 16-pixel grid in the text's colour.
 */
import type { ComponentChildren } from 'preact';

function Icon({ children }: { children: ComponentChildren }) {
	return (
		<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
			{children}
		</svg>
	);
}

export const PauseIcon = () => (
	<Icon>
		<path d="M5 3.5v9M11 3.5v9" />
	</Icon>
);

export const RunIcon = () => (
	<Icon>
		<path d="M5 3.5 12 8l-7 4.5z" />
	</Icon>
);

export const ResetIcon = () => (
	<Icon>
		<path d="M12.5 8A4.5 4.5 0 1 1 11 4.6M11.3 2v2.9H8.4" />
	</Icon>
);

export const SaveIcon = () => (
	<Icon>
		<path d="M8 2.5v7M5 6.8 8 9.8l3-3M3 12.5h10" />
	</Icon>
);

export const RestoreIcon = () => (
	<Icon>
		<path d="M8 9.8v-7M5 5.5l3-3 3 3M3 12.5h10" />
	</Icon>
);

/** The shapes of the machine's state: each differs without its colour. */
export const stateShapes = {
	busy: () => (
		<Icon>
			<path class="spin" d="M8 3a5 5 0 1 1-5 5" />
		</Icon>
	),
	running: () => (
		<Icon>
			<circle class="solid" cx="8" cy="8" r="4" />
		</Icon>
	),
	paused: PauseIcon,
	stopped: () => (
		<Icon>
			<rect class="solid" x="4.5" y="4.5" width="7" height="7" />
		</Icon>
	),
	broken: () => (
		<Icon>
			<path d="M8 2.8 14 13H2zM8 6.5v3M8 11.2v.3" />
		</Icon>
	),
} as const;

/** The shapes of a component's or an incident's state. */
export const componentShapes = {
	disc: stateShapes.running,
	ring: () => (
		<Icon>
			<circle cx="8" cy="8" r="4" />
		</Icon>
	),
	triangle: stateShapes.broken,
	cross: () => (
		<Icon>
			<path d="M4 4l8 8M12 4l-8 8" />
		</Icon>
	),
	square: () => (
		<Icon>
			<rect x="4.5" y="4.5" width="7" height="7" />
		</Icon>
	),
	hatched: () => (
		<Icon>
			<circle cx="8" cy="8" r="5" />
			<path d="M4.8 9.2l4.4-4.4M6.2 11.3l5.1-5.1" />
		</Icon>
	),
	/** A mended crack. */
	seam: () => (
		<Icon>
			<path d="M9.5 2 7 6.5l3 2.5-3.5 5" />
		</Icon>
	),
} as const;
