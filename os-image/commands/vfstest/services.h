/* What the tests and the services that this program plays agree on. */
#ifndef SERVICES_H
#define SERVICES_H

#define ROLE_FILE_SERVER "file_server"
#define ROLE_DRIVER "driver"

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
