/* See queue.h. */
#include "queue.h"

static u32
place_of(const struct input_queue *queue, u32 index)
{
	return (queue->first + index) % LINE_INPUT_MAX;
}

int
input_queue_push(struct input_queue *queue, u8 byte, enum input_mark mark)
{
	u32 limit = mark == MARK_NONE ? LINE_INPUT_MAX - 1 : LINE_INPUT_MAX;
	u32 place = place_of(queue, queue->count);

	if (queue->count >= limit)
		return 0;
	queue->bytes[place] = byte;
	queue->marks[place] = (u8)mark;
	queue->count++;
	if (mark != MARK_NONE)
		queue->complete = queue->count;
	return 1;
}

u8
input_queue_at(const struct input_queue *queue, u32 index)
{
	return queue->bytes[place_of(queue, index)];
}

enum input_mark
input_queue_mark_at(const struct input_queue *queue, u32 index)
{
	return queue->marks[place_of(queue, index)];
}

void
input_queue_drop_first(struct input_queue *queue)
{
	queue->first = place_of(queue, 1);
	queue->count--;
	if (queue->complete > 0)
		queue->complete--;
}

void
input_queue_drop_last(struct input_queue *queue)
{
	queue->count--;
}

void
input_queue_clear(struct input_queue *queue)
{
	queue->count = 0;
	queue->complete = 0;
}

u32
input_queue_unfinished(const struct input_queue *queue)
{
	return queue->count - queue->complete;
}

u32
output_queue_room(const struct output_queue *queue)
{
	return LINE_OUTPUT_MAX - queue->count;
}

void
output_queue_push(struct output_queue *queue, u8 byte)
{
	queue->bytes[(queue->first + queue->count) % LINE_OUTPUT_MAX] = byte;
	queue->count++;
}
