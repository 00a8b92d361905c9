/*
 * ls: main.c takes the options and goes through the directories, files.c reads
 * and sorts what is in one, print.c writes it.
 */
#ifndef LS_H
#define LS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

enum ls_format { FORMAT_ONE, FORMAT_COLUMNS, FORMAT_LONG };
enum ls_order { ORDER_NAME, ORDER_TIME, ORDER_SIZE, ORDER_NONE };
enum ls_hidden { HIDDEN_LEFT_OUT, HIDDEN_ALMOST_ALL, HIDDEN_ALL };
enum ls_time { TIME_MODIFIED, TIME_ACCESSED, TIME_CHANGED };

struct ls_options {
	enum ls_format format;
	enum ls_order order;
	enum ls_hidden hidden;
	enum ls_time time;
	bool reverse;
	bool recursive;
	bool directories_as_files;
	bool classify;      /* a letter behind the name tells what it is */
	bool only_slash;    /* of those letters only the one of directories */
	bool human;
	bool inode;
	bool blocks;
	bool numeric_ids;
	bool follow_links;
};

extern struct ls_options options;

struct file {
	char *name;
	char *target; /* of a symbolic link, when it is printed, else NULL */
	struct stat status;
};

struct file_list {
	struct file *files;
	size_t count, capacity;
};

/* ---- files.c ---- */

/* Adds the file at `path` under `name`; complains when nothing is known of it, and then leaves it out. */
void list_add(struct file_list *list, const char *path, const char *name, bool follow);
/* Adds what is in a directory; -1 after a complaint. */
int list_read(struct file_list *list, const char *directory);
void list_sort(struct file_list *list);
void list_free(struct file_list *list);
time_t file_time(const struct file *file);

/* ---- print.c ---- */

void print_list(const struct file_list *list, bool with_total);

#endif
