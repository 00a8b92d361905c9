/*
 * What others' deaths leave behind here, and what goes. Entries belong to labels, so
 * that those of a component which died wait for its successor; only when RS says that
 * there will be none they go. Subscriptions end with their endpoint.
 *
 * The store itself is not saved: after a restart of the data store RS publishes the
 * labels again, and each component what it had stored (ds_on_restart).
 */
#ifndef DS_RECOVERY_H
#define DS_RECOVERY_H

/* RS has taken the component down for good. */
void recovery_component_gone(const char *label);

/* At each heartbeat: drops the subscriptions of those who died, and what was kept for them. */
void recovery_sweep(void);

#endif
