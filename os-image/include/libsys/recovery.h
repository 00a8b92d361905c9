/*
 * What clients do about components that fail and come back: sending requests again,
 * to the successor; finding the request that kills each of them; and telling the
 * world when the fresh instance is used and when it works.
 *
 * A client learns from the data store that a component has a fresh instance
 * (ds_client.h), makes it ready (opens minors, mounts), and calls request_resend_all.
 * Until then requests with REQUEST_HOLD wait, each no longer than its deadline; one
 * that was under way when its deadline passed, and was complained about
 * (REQUEST_COMPLAIN), waits RECOVERY_PATIENCE_US more, unless RS refuses to hear
 * the complaint, since its destination is likely to be replaced. When there will be no successor, request_endpoint_gone
 * ends them all.
 *
 * A component that is to be replaced by an update gives requests back with the
 * status -EMOVED: those with REQUEST_HOLD wait for the successor likewise, and
 * others get that status. As the update may be called off, the component is asked again
 * every RECOVERY_MOVED_US until there is a successor.
 *
 * Poison. A request that was under way at SUSPECT_DEATHS (2) deaths of instances is a
 * suspect. Suspects are sent to the next instance one at a time, in the order they
 * were started, and everything else for it waits behind them. One that was the only
 * request under way at POISON_DEATHS (2) deaths is poison: it ends with -EIO and is
 * never sent again. So a request that is no poison never fails for one that is; and
 * k poison requests that are under way at once take at most 2 + 2 * k instances, or
 * 4 * k when they come one after another. Deaths that no request can be blamed for
 * (killed by an operator, replaced by an update) don't count.
 *
 * A request that is open-ended (REQUEST_OPEN_ENDED: a read at a terminal) is no suspect, nor
 * company for one: it would hold up all others until somebody types. Should it be what
 * kills, RS is who comes to an end with it.
 *
 * All that is known here are the requests of this process. One that is under way
 * alone, each time another client's poison kills the component they share, is
 * taken for poison as well.
 */
#ifndef LIBSYS_RECOVERY_H
#define LIBSYS_RECOVERY_H

#include <libsys/request.h>

#define RECOVERY_MOVED_US (1000u * 1000u)
#define RECOVERY_PATIENCE_US (10u * 1000u * 1000u)

/*
 * Looks at a kept message before it goes to a successor, and changes in it what
 * was made for the old instance (a minor; grants need no change). was_begun: the old
 * instance had received the request and not given it back, so that it may have
 * done some of it, or all. 0, or the negative status that ends the request instead.
 */
typedef s32 request_prepare(u32 id, int was_begun, struct message *message);

/*
 * Sends all requests under way to old_ep, held or not, to new_ep instead, in the
 * order they were started, with their ids and deadlines. Grants made for old_ep are
 * from now on good for new_ep, under their ids. prepare may be NULL. `cause`: of the
 * first death since old_ep was published (enum defect_class). Returns how many are
 * under way to new_ep, or queued for it, because of it.
 */
u32 request_resend_all(endpoint_t old_ep, endpoint_t new_ep, u32 cause, request_prepare *prepare);

/* The endpoint is dead and has no successor: ends its requests with -EDEADEP, held ones too. */
void request_endpoint_gone(endpoint_t endpoint);

/*
 * The caller uses an instance of a component from now on. At the first request that
 * it answers from then on RS is told that it works (RS_WORKS). With `cause` not 0 it
 * is the successor of one that failed, and the events `reintegrate`, now, and
 * `recovered`, then, are written. The label is copied.
 */
void recovery_uses(const char *label, endpoint_t endpoint, u32 cause);

#endif
