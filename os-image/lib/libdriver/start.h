/*
 * The start of a driver on a thread (driver_events.start): requests that come
 * before it is over are kept, and handled then, in order.
 */
#ifndef LIBDRIVER_START_H
#define LIBDRIVER_START_H

#include <libdriver/driver.h>

/* Before the loop runs. Takes the routes' handlers out, and puts them back in the end. */
void start_init(void (*start)(void), struct event_route *routes, u32 route_count);

/* Whether it is still under way. */
int start_is_pending(void);

#endif
