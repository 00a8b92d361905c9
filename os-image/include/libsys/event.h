/*
 * Writing events (kintsugi/kcall.h, K_EVENT): for components with the privilege
 * `events`. The kernel adds time and writer.
 *
 *     event_write("restart", (struct event_field[]){event_text("label", label),
 *                 event_number("endpoint", endpoint)}, 2);
 *
 * Those of a recovery (DESIGN, "The event stream"): who writes what
 *
 *     up          RS   label endpoint
 *     down        RS   label endpoint                 0: it had failed and has no process
 *     defect      RS   label endpoint class detail count repetition incident
 *     policy      RS   label phase(begin|end) script status incident
 *     restart     RS   label endpoint incident        a fresh process was made
 *     publish     RS   label endpoint incident        it is up, and the data store was told
 *     giveup      RS   label detail incident
 *     complaint   RS   label endpoint from reason accepted
 *     reintegrate VFS, MFS, INET ...  label endpoint  the writer uses the fresh instance
 *     recovered   the same            label endpoint  the first request through it was completed
 *
 * endpoint is that of the instance the event is about; of publish, restart,
 * reintegrate and recovered the fresh one. incident counts the defects from 1 on.
 */
#ifndef LIBSYS_EVENT_H
#define LIBSYS_EVENT_H

#include <kintsugi/kcall.h>

/* The key has to be shorter than EVENT_KEY_LEN. */
struct event_field event_text(const char *key, const char *text);
struct event_field event_number(const char *key, s64 number);
struct event_field event_bool(const char *key, int is_true);

/* An event that can't be written is lost; there is nobody to tell. */
void event_write(const char *kind, const struct event_field *fields, u32 count);

#endif
