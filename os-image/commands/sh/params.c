#include "params.h"

#include <stdlib.h>

/* The values of $1 and on; those that were shifted out stand before it. */
static struct params_frame current;

int params_option_offset;

size_t
params_count(void)
{
	return current.count - current.shifted;
}

const char *
params_get(size_t number)
{
	return number <= params_count() ? current.values[current.shifted + number - 1] : NULL;
}

static void
free_values(void)
{
	if (!current.is_owned)
		return;
	for (size_t i = 0; i < current.count; i++)
		free(current.values[i]);
	free(current.values);
}

void
params_set(size_t count, char *const *values)
{
	char **copies = allocate(count * sizeof(*copies));

	for (size_t i = 0; i < count; i++)
		copies[i] = copy_string(values[i]);
	free_values();
	current.values = copies;
	current.count = count;
	current.shifted = 0;
	current.is_owned = true;
	params_option_offset = 0;
}

void
params_shift(size_t count)
{
	current.shifted += count;
	params_option_offset = 0;
}

static void
restore_params(struct cleanup *cleanup)
{
	struct params_frame *frame = (struct params_frame *)cleanup;

	free_values();
	current = *frame;
	params_option_offset = frame->option_offset;
}

void
params_enter(struct params_frame *frame, size_t count, char **values)
{
	*frame = current;
	frame->option_offset = params_option_offset;
	current = (struct params_frame){.values = values, .count = count};
	params_option_offset = 0;
	cleanup_push(&frame->cleanup, restore_params);
}

void
params_leave(struct params_frame *frame)
{
	cleanup_pop(&frame->cleanup);
}
