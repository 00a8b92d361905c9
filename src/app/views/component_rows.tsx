/*
 * One component: what state it is in, which instance of it runs, how often it was
 * restarted, and a button that kills it, with what came of that if it failed.
 */
import { useEffect, useRef } from 'preact/hooks';
import { type Component, generationOf } from '../../telemetry/components.ts';
import type { KillState } from '../page_store.ts';
import { componentShapes } from './icons.tsx';
import { componentWords } from './recovery_words.ts';

/** Of the table that the rows stand in. */
export const columns = 6;

export const hindranceId = 'kill-hindrance';

interface RowProps {
	component: Component;
	kill: KillState | undefined;
	/** Why nothing can be killed now; the element hindranceId says it. */
	hindrance: string | undefined;
	onKill(): void;
	onDismiss(): void;
}

export function ComponentRows({ component, kill, hindrance, onKill, onDismiss }: RowProps) {
	const { label, restarts } = component;
	const hasProcess = component.state !== 'down' && component.state !== 'given-up';
	const endpoint = hasProcess ? component.endpoint : undefined;
	const words = componentWords(component);
	const Shape = componentShapes[words.shape];
	const why = hindrance ?? whyNotKill(component);
	const isAsked = kill?.kind === 'asked';
	return (
		<>
			<tr class={`component ${words.tone}`} data-label={label}>
				<th scope="row" class="mono" title={label}>
					{label}
				</th>
				<td class="state" title={words.meaning}>
					<span>
						<Shape />
						{words.text}
					</span>
				</td>
				<td class="number mono">{endpoint ?? '–'}</td>
				<td class="number mono">{endpoint === undefined ? '–' : generationOf(endpoint)}</td>
				<td class="number mono">
					<Seams restarts={restarts} />
				</td>
				<td class="action">
					<button
						type="button"
						class="button small"
						disabled={why !== undefined || isAsked}
						aria-label={`Kill ${label}`}
						aria-describedby={hindrance === undefined ? undefined : hindranceId}
						title={
							why ??
							`Ends ${label} as a user's signal would: its policy decides what then happens`
						}
						onClick={onKill}
					>
						{isAsked ? '…' : 'Kill'}
					</button>
				</td>
			</tr>
			{kill?.kind === 'failed' && kill.lastIncident === component.lastIncident && (
				<KillFailure label={label} message={kill.message} onDismiss={onDismiss} />
			)}
		</>
	);
}

interface FailureProps {
	label: string;
	message: string;
	onDismiss(): void;
}

function KillFailure({ label, message, onDismiss }: FailureProps) {
	const row = useRef<HTMLTableRowElement>(null);
	useEffect(() => row.current?.scrollIntoView({ block: 'nearest' }), []);
	return (
		<tr class="kill-failed" ref={row}>
			<td colSpan={columns}>
				<div role="alert">
					<componentShapes.triangle />
					<p>
						<strong>{label} was not killed.</strong> {message}
					</p>
					<button type="button" class="button small" onClick={onDismiss}>
						Dismiss
					</button>
				</div>
			</td>
		</tr>
	);
}

/** Seams drawn at most: beyond that the number says it. */
const seamsDrawn = 8;
const seamPitchPx = 4;

/** One fine golden line a restart, the oldest fading, then their number. */
function Seams({ restarts }: { restarts: number }) {
	if (restarts === 0) return <span class="none">0</span>;
	const width = Math.min(restarts, seamsDrawn) * seamPitchPx;
	return (
		<span class="seams">
			<i
				// Another element for another number: it is drawn in once more.
				key={restarts}
				class={restarts > seamsDrawn ? 'many' : ''}
				style={{ width: `${width}px` }}
			/>
			{restarts}
		</span>
	);
}

function whyNotKill({ label, state }: Component): string | undefined {
	switch (state) {
		case 'up':
		case 'starting':
			return undefined;
		case 'failed':
		case 'updating':
			return `${label} is being replaced already.`;
		case 'given-up':
		case 'down':
			return `${label} does not run.`;
	}
}
