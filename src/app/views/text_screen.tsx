/*
 * The VGA text screen, drawn as text: it can be selected and read aloud.
 */
import { useMemo } from 'preact/hooks';
import type { PageStore } from '../page_store.ts';
import { rowRuns } from '../text_runs.ts';

export function TextScreenView({ store }: { store: PageStore }) {
	const screen = useMemo(() => store.select((model) => model.screen), [store]).value;
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
		<div class="text-screen-frame">
			<pre class="text-screen" data-testid="text-screen">
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
