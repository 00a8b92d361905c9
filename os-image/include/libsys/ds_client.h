/*
 * The data store for servers and drivers that run an event loop. Nothing here
 * waits. What was subscribed to stays so: when the data store itself was restarted
 * RS wakes all components (an extra heartbeat), each sees that there is a new one,
 * and subscribes again with DS_INITIAL. So `changed` may tell what is known already; and
 * that something was deleted is not told when the data store died before it could.
 * A data store that breaks its protocol is complained about to RS, and not believed.
 */
#ifndef LIBSYS_DS_CLIENT_H
#define LIBSYS_DS_CLIENT_H

#include <proto/ds.h>

#define DS_SUBSCRIPTIONS_MAX 8u

/* On the event loop's stack; *change is the function's only for the call. */
typedef void ds_changed(const struct ds_change_reply *change);

/*
 * Subscribes, with what there is already. The pattern has to stay. One function may
 * serve several patterns; each change is told once for each function that has a
 * pattern that matches. Panics when there are too many subscriptions.
 */
void ds_subscribe(const char *pattern, u32 types, ds_changed *changed);

/* How a request ended: 0 or the length, or a negative error. On the loop's stack. */
typedef void ds_done(s32 status, void *context);

/*
 * Each returns 0 and calls `done` later (it may be NULL where there is nothing to
 * get), or returns an error at once and does not. The memory must stay until then.
 */
s32 ds_publish_u32(const char *key, u32 value, ds_done *done, void *context);
s32 ds_retrieve_u32(const char *key, u32 *value, ds_done *done, void *context);
s32 ds_store(const char *key, const void *data, u32 length, ds_done *done, void *context);
s32 ds_fetch(const char *key, void *data, u32 size, ds_done *done, void *context);
s32 ds_delete(enum ds_type type, const char *key, ds_done *done, void *context);

/*
 * What is called when there is a fresh data store. It has what was stored, from its backup;
 * but what was under way when the old one died, and what of the backup was damaged, has to
 * be stored again. There is one such function.
 */
void ds_on_restart(void (*restarted)(void));

#endif
