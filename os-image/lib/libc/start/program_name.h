/* The name that this program was called by, without directories. */
#ifndef START_PROGRAM_NAME_H
#define START_PROGRAM_NAME_H

extern const char *program_name;

#endif
