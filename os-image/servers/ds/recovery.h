/*
 * What others' deaths leave behind here, and what goes. Entries belong to labels, so
 * that those of a component which died wait for its successor; only when RS says that
 * there will be none they go. Subscriptions end with their endpoint.
 *
 * When the data store itself is restarted it has from its backup what was stored, RS
 * publishes the labels again, and whoever had subscribed does so again.
 */
#ifndef DS_RECOVERY_H
#define DS_RECOVERY_H

/* Before the first request: takes over what the instance before has left. */
void recovery_restore(void);

/* RS has taken the component down for good. */
void recovery_component_gone(const char *label);

/* At each heartbeat: drops the subscriptions of those who died, and what was kept for them. */
void recovery_sweep(void);

#endif
