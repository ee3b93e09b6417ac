/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * genlecho.h - the messages between a genlecho module and its clients.
 *
 * Included by every generation of the module and by the C clients, so it
 * includes nothing itself.
 */
#ifndef NLMATRIX_GENLECHO_H
#define NLMATRIX_GENLECHO_H

#define DOC_EXMPL_NAME		"DOC_EXMPL"
#define DOC_EXMPL_VERSION	1

/* The multicast group of the greetings. */
#define DOC_EXMPL_GRP_NAME	"DOC_EXMPL_GRP"

enum doc_exmpl_attr {
	DOC_EXMPL_A_UNSPEC,
	/*
	 * String with its NUL, at most DOC_EXMPL_MSG_MAX bytes before it.
	 * A longer one is EINVAL, not ERANGE: the NUL is only searched for
	 * where it may be.
	 */
	DOC_EXMPL_A_MSG		= 1,
	/* u32: sequential number, from 0. */
	DOC_EXMPL_A_INDEX	= 2,
	__DOC_EXMPL_A_MAX,
};
#define DOC_EXMPL_A_MAX		(__DOC_EXMPL_A_MAX - 1)

/*
 * Every answer carries its request's command and sequence number, and the
 * requester's port, except GREET's, which is a multicast: sequence and port 0.
 */
enum doc_exmpl_cmd {
	DOC_EXMPL_C_UNSPEC,
	/* Needs A_MSG (else EINVAL); answers one A_MSG, DOC_EXMPL_HELLO. */
	DOC_EXMPL_C_ECHO	= 1,
	/* Answers two messages: A_MSG DOC_EXMPL_FIRST, then DOC_EXMPL_SECOND. */
	DOC_EXMPL_C_TWICE	= 2,
	/* Multicasts A_MSG DOC_EXMPL_GREETING; ESRCH if nobody listens. */
	DOC_EXMPL_C_GREET	= 3,
	/* NLM_F_DUMP only: DOC_EXMPL_DUMP_COUNT messages, each an A_INDEX. */
	DOC_EXMPL_C_DUMP	= 4,
	/* Like ECHO, but A_MSG is optional, and EPERM without CAP_NET_ADMIN. */
	DOC_EXMPL_C_ADMIN	= 5,
	__DOC_EXMPL_C_MAX,
};
#define DOC_EXMPL_C_MAX		(__DOC_EXMPL_C_MAX - 1)

#define DOC_EXMPL_MSG_MAX	128
#define DOC_EXMPL_DUMP_COUNT	100

#define DOC_EXMPL_HELLO		"Hello from kernel space!!!"
#define DOC_EXMPL_FIRST		"hello world from kernel space"
#define DOC_EXMPL_SECOND	"Second hello world from kernel space"
#define DOC_EXMPL_GREETING	"Greeting from kernel!"

/* Extended ACK text when ECHO comes without A_MSG (kernels from 4.12). */
#define DOC_EXMPL_NO_MSG	"DOC_EXMPL_A_MSG is missing"

#endif /* NLMATRIX_GENLECHO_H */
