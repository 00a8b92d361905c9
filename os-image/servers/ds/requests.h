/* The requests of proto/ds.h, as routes of the event loop. */
#ifndef DS_REQUESTS_H
#define DS_REQUESTS_H

#include <libsys/event_loop.h>

#define DS_ROUTES (DS_REQUEST_END - DS_PUBLISH)
extern const struct event_route ds_routes[];

/* For event_config.accept: only components are served. */
s32 request_accept(const struct message *request);

#endif
