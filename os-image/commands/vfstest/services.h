/* What the tests and the services that this program plays agree on. */
#ifndef SERVICES_H
#define SERVICES_H

#include <kintsugi/endpoint.h>

#define ROLE_FILE_SERVER "file_server"
#define ROLE_DRIVER "driver"
#define ROLE_NETWORK "network"

/* ---- service_control.c ---- */

/* The instance that was started last. */
extern endpoint_t service;

/* The caller may ask RS for what it likes. */
void become_operator(void);
/* Has RS start this program in that role; it ends with the test, by stop_service. */
void start_service(const char *label, const char *role, const char *manners);
void stop_service(void);

/* ---- services.c: for the roles ---- */

struct message;
/* Answers a request of VFS, which receives soon, since it never waits for anyone. */
void answer(const struct message *request, struct message *reply, s32 status);
/* Ends the service, as if by a failure of its own. */
_Noreturn void leave(void);

/* Names that make the file server do something else than answer. */
#define NAME_OF_SILENCE "silence"
#define NAME_OF_DEATH "death"

/* Names that are answered when the next one is looked up. */
#define NAME_OF_LATE_FIFO "late_fifo"
#define NAME_OF_LATE_SCRIPT "late_script"

/* The role that tells by its status which descriptors it has besides the standard ones: these. */
#define ROLE_DESCRIPTORS "descriptors"
#define KEPT_FIRST 3
#define KEPT_HIGH 30

#endif
