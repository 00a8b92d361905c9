/*
 * The format that an open device has, and how it gets to a successor that takes over while the
 * device stays open (an update): by way of the data store, under the driver's label. A successor
 * of a driver that failed finds none there, since its users have to open the device anew.
 */
#ifndef AUDIO_RECOVERY_FORMAT_H
#define AUDIO_RECOVERY_FORMAT_H

#include "format.h"

/* On a thread: whether a predecessor has left a format, which is taken out of the store then. */
int format_inherit(struct audio_format *format);

/* A successor may come: leaves it the format. Until format_is_left there is no answer. */
void format_leave(const struct audio_format *format);
int format_is_left(void);

/* No successor came. */
void format_take_back(void);

#endif
