/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * gentable.h - the messages between a gentable module and its clients.
 *
 * A table of NLM_TABLE_ENTRIES numbers that changes: what a client of a real
 * subsystem follows by a dump and by multicasts, and loses track of when its
 * queue overruns or the table changes during a dump. Included by the modules
 * and by the C clients, so it includes nothing itself.
 */
#ifndef NLMATRIX_GENTABLE_H
#define NLMATRIX_GENTABLE_H

#define NLM_TABLE_NAME		"NLM_TABLE"
#define NLM_TABLE_VERSION	1

/* Its members get every change: a message as in a dump, sequence and port 0. */
#define NLM_TABLE_GRP_NAME	"changes"

/* A dump of this many takes several datagrams, whatever the client's buffer. */
#define NLM_TABLE_ENTRIES	1000

enum nlm_table_attr {
	NLM_TABLE_A_UNSPEC,
	NLM_TABLE_A_INDEX	= 1,	/* u32: 0 to NLM_TABLE_ENTRIES - 1 */
	NLM_TABLE_A_VALUE	= 2,	/* u32 */
	NLM_TABLE_A_COUNT	= 3,	/* u32 */
	__NLM_TABLE_A_MAX,
};
#define NLM_TABLE_A_MAX		(__NLM_TABLE_A_MAX - 1)

/*
 * Each command that changes something counts as one change of the table: a
 * dump that it falls into is flagged NLM_F_DUMP_INTR (kernels from 3.1).
 */
enum nlm_table_cmd {
	NLM_TABLE_C_UNSPEC,
	/*
	 * NLM_F_DUMP only: every entry, A_INDEX and A_VALUE. From entry A_INDEX
	 * on, where it is given and the kernel has genl_ops.start (4.5); ERANGE
	 * beyond the table.
	 */
	NLM_TABLE_C_GET		= 1,
	/*
	 * A_INDEX, A_VALUE, and A_COUNT: entry A_INDEX + i becomes A_VALUE + i
	 * for each i below A_COUNT. ERANGE beyond the table.
	 */
	NLM_TABLE_C_SET		= 2,
};

#endif /* NLMATRIX_GENTABLE_H */
