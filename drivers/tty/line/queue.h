/* The two queues of a line: bounded rings of bytes. */
#ifndef TTY_QUEUE_H
#define TTY_QUEUE_H

#include "line.h"

/* Returns 0 when there is no room. Something that ends a line has the last place to itself. */
int input_queue_push(struct input_queue *queue, u8 byte, enum input_mark mark);

/* The byte at `index`, 0 being the oldest. */
u8 input_queue_at(const struct input_queue *queue, u32 index);
enum input_mark input_queue_mark_at(const struct input_queue *queue, u32 index);

/* Drops the oldest, or the newest byte of the line being edited; there must be one. */
void input_queue_drop_first(struct input_queue *queue);
void input_queue_drop_last(struct input_queue *queue);

void input_queue_clear(struct input_queue *queue);

/* Bytes of the line that has not ended. */
u32 input_queue_unfinished(const struct input_queue *queue);

u32 output_queue_room(const struct output_queue *queue);

/* There must be room. */
void output_queue_push(struct output_queue *queue, u8 byte);

#endif
