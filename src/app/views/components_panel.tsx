/*
 * The components: what state each is in, which instance of it runs, how often it was
 * restarted, and a button that kills it.
 */
import { useMemo } from 'preact/hooks';
import { type Component, generationOf } from '../../telemetry/components.ts';
import type { KillState, PageStore } from '../page_store.ts';
import { type ComponentGroup, groupOf, killHindrance } from '../recovery_model.ts';
import { componentShapes } from './icons.tsx';
import { componentWords } from './recovery_words.ts';

const groups: readonly ComponentGroup[] = ['Drivers', 'Servers'];
const columns = 6;

export function ComponentsPanel({ store }: { store: PageStore }) {
	const hindrance = useMemo(() => store.select(killHindrance), [store]).value;
	const components = useMemo(
		() => store.select(({ recovery }) => recovery.components),
		[store],
	).value;
	const power = useMemo(() => store.select((model) => model.power), [store]).value;
	const isLive = power === 'running' || power === 'paused';
	return (
		<section class="panel components-panel" aria-labelledby="components-heading">
			<div class="panel-head">
				<h2 id="components-heading">Components</h2>
				<p class="hint">{countStates(components)}</p>
			</div>
			{hindrance !== undefined && components.length > 0 && (
				<p class="hindrance" id="kill-hindrance">
					{hindrance}
				</p>
			)}
			{components.length === 0 ? (
				<p class="empty">
					{power === 'loading' || power === 'running'
						? 'The servers and drivers appear here as they come up.'
						: 'Nothing has come up.'}
				</p>
			) : (
				<section
					class={`components ${isLive ? '' : 'stale'}`}
					aria-label="Components and their states"
					// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
					tabIndex={0}
				>
					<ComponentTable store={store} components={components} hindrance={hindrance} />
				</section>
			)}
		</section>
	);
}

interface TableProps {
	store: PageStore;
	components: readonly Component[];
	/** Why nothing can be killed now. */
	hindrance: string | undefined;
}

function ComponentTable({ store, components, hindrance }: TableProps) {
	const kills = store.kills.value;
	return (
		<table>
			<thead>
				<tr>
					<th scope="col">Label</th>
					<th scope="col">State</th>
					<th
						scope="col"
						class="number"
						title="A process' address: another one in each of its lives"
					>
						Endpoint
					</th>
					<th
						scope="col"
						class="number"
						title="Generation of the endpoint: how many processes have had its place"
					>
						Gen.
					</th>
					<th
						scope="col"
						class="number"
						title="How many instances took the place of one that had failed"
					>
						Restarts
					</th>
					<th scope="col">
						<span class="visually-hidden">Kill</span>
					</th>
				</tr>
			</thead>
			{groups.map((group) => {
				const members = components
					.filter((component) => groupOf(component) === group)
					.sort((a, b) => (a.label < b.label ? -1 : 1));
				if (members.length === 0) return null;
				return (
					<tbody key={group}>
						<tr class="group">
							<th scope="rowgroup" colSpan={columns}>
								{group}
							</th>
						</tr>
						{members.map((component) => (
							<ComponentRows
								key={component.label}
								component={component}
								kill={kills.get(component.label)}
								hindrance={hindrance}
								onKill={() => void store.kill(component.label)}
								onDismiss={() => store.dismissKill(component.label)}
							/>
						))}
					</tbody>
				);
			})}
		</table>
	);
}

interface RowProps {
	component: Component;
	kill: KillState | undefined;
	hindrance: string | undefined;
	onKill(): void;
	onDismiss(): void;
}

function ComponentRows({ component, kill, hindrance, onKill, onDismiss }: RowProps) {
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
						aria-describedby={hindrance === undefined ? undefined : 'kill-hindrance'}
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
				<tr class="kill-failed">
					<td colSpan={columns}>
						<div role="alert">
							<componentShapes.triangle />
							<p>
								<strong>{label} was not killed.</strong> {kill.message}
							</p>
							<button type="button" class="button small" onClick={onDismiss}>
								Dismiss
							</button>
						</div>
					</td>
				</tr>
			)}
		</>
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

/** How many are in which state, what is wrong first: "1 failed · 15 up". */
function countStates(components: readonly Component[]): string {
	const counts = new Map<string, number>();
	for (const component of components) {
		const { text } = componentWords(component);
		counts.set(text, (counts.get(text) ?? 0) + 1);
	}
	const rank = (text: string) => (text === 'up' ? 1 : 0);
	return [...counts]
		.sort(([a], [b]) => rank(a) - rank(b))
		.map(([text, count]) => `${count} ${text}`)
		.join(' · ');
}
