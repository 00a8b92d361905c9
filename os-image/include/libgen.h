/* The parts of a path, as POSIX has them: the path itself may be changed. */
#ifndef LIBGEN_H
#define LIBGEN_H

char *basename(char *path);
char *dirname(char *path);

#endif
