/*
 * Checking and repairing a volume: what fsck does. Walks over the tree from the
 * root, and takes as in use what it reaches; then the link counts and bitmaps
 * have to agree with that. What can't be right is taken out of the tree: an
 * entry, or a zone of a file, which becomes a hole.
 */
#ifndef MINIXFS_CHECK_H
#define MINIXFS_CHECK_H

#include <minixfs/io.h>
#include <minixfs/layout.h>

struct minixfs_check {
	/* The caller's. */
	struct minixfs_io *io;
	void *context;
	/* A problem was found: whether to repair it. */
	int (*found)(void *context, const char *problem);

	/* The results. */
	struct minixfs_layout layout;
	u32 problems;
	u32 repairs;
	u32 directories;
	u32 files; /* of all other kinds */
	u32 zones; /* in use */
};

enum minixfs_check_end {
	MINIXFS_CHECKED,
	MINIXFS_HOPELESS,  /* the superblock or the root directory is lost: found said which */
	MINIXFS_IO_FAILED, /* or no memory */
};

enum minixfs_check_end minixfs_check_run(struct minixfs_check *check);

#endif
