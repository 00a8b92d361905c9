/* How modes, sizes, times and owners look in listings. */
#ifndef TOOLKIT_FORMAT_H
#define TOOLKIT_FORMAT_H

#include <stdint.h>
#include <sys/types.h>

#define MODE_TEXT_SIZE 11
#define SIZE_TEXT_SIZE 24
#define OWNER_TEXT_SIZE 33
#define TIME_TEXT_SIZE 32

/* As "drwxr-xr-x". */
char *format_mode(char text[MODE_TEXT_SIZE], mode_t mode);

/* Bytes as at most four characters, rounded up: 999, 1.5K, 12K, 1.0G. */
char *format_human(char text[SIZE_TEXT_SIZE], uint64_t bytes);

/* As "Jan  1 12:34", or "Jan  1  2020" for more than half a year ago or a time to come. UTC. */
char *format_file_time(char text[TIME_TEXT_SIZE], time_t when, time_t now);

/* The name, or the number when there is none; remembers the last one asked for. */
const char *user_name(uid_t uid);
const char *group_name(gid_t gid);

/* A name or a number; -1 when it is neither. */
int find_user(const char *text, uid_t *uid);
int find_group(const char *text, gid_t *gid);

#endif
