/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * nlecho.h - the messages between an nlecho module and its clients.
 *
 * Included by every generation of the module and by the C clients, so it uses
 * nothing but linux/types.h. All numbers travel in host byte order.
 *
 * A request is a plain nlmsghdr with a payload. Any type that is not named
 * below counts as NLECHO_MSG_ECHO, because the client of the Linux Journal
 * article leaves nlmsg_type at 0. Whatever the type, a request with NLM_F_ACK
 * is answered, after its work is done, with one NLECHO_REPLY_SIZE byte message
 * of type NLMSG_DONE; without that flag there is no answer. If there is no
 * memory for that message, an NLMSG_ERROR with -ENOMEM is sent instead. A request
 * that is too short for its type does nothing and is never answered.
 */
#ifndef NLMATRIX_NLECHO_H
#define NLMATRIX_NLECHO_H

#include <linux/types.h>

/* The last number of the kernel's table (MAX_LINKS is 32); 23 to 31 are free. */
#define NLECHO_PROTO		31

/* Multicast group of the greetings: a number, and its bit for nl_groups. */
#define NLECHO_GROUP		1
#define NLECHO_GROUP_MASK	(1U << (NLECHO_GROUP - 1))

/* Types below 0x10 belong to netlink itself. */
enum nlecho_msg {
	/* Payload: any bytes, logged up to the first NUL. */
	NLECHO_MSG_ECHO		= 0x10,
	/* Payload: struct nlecho_greet. */
	NLECHO_MSG_GREET	= 0x11,
	/* Payload: struct nlecho_flood. */
	NLECHO_MSG_FLOOD	= 0x12,
	/* Payload: any. Counted as received, but not answered even with NLM_F_ACK. */
	NLECHO_MSG_SILENT	= 0x13,
	/* Payload: any. Its answer has the request's sequence number plus 1. */
	NLECHO_MSG_NEXT_SEQ	= 0x14,
	/* Payload: any. Registers the sender's port as the one for TELL. */
	NLECHO_MSG_REGISTER	= 0x15,
	/*
	 * Payload: any. Unicasts NLECHO_GREETING (with its NUL) to the
	 * registered port: nlmsg_type NLECHO_MSG_TELL, nlmsg_pid 0, nlmsg_seq
	 * as in the request. A port that is gone is forgotten.
	 */
	NLECHO_MSG_TELL		= 0x16,
};

/*
 * Multicasts NLECHO_GREETING (with its NUL) @count times to NLECHO_GROUP.
 * nlmsg_type NLECHO_MSG_GREET, nlmsg_pid 0, nlmsg_seq as in the request.
 */
struct nlecho_greet {
	__u32 count;
};

/*
 * Unicasts @count messages of @size payload bytes to the sender, without
 * waiting for room. nlmsg_type NLECHO_MSG_FLOOD, nlmsg_pid 0, nlmsg_seq as in
 * the request. The payload begins with the message's sequential number (__u32,
 * from 0); the rest is zero. A full socket does not stop the flood: the
 * numbers that are missing at the client are the messages that were refused.
 */
struct nlecho_flood {
	__u32 count;
	__u32 size;	/* 4 to NLECHO_SIZE_MAX */
};

/* A request that asks for more is refused as a whole. */
#define NLECHO_COUNT_MAX	100000
#define NLECHO_SIZE_MAX		65536

/* The reply's payload is always this long: the text, then zeros. */
#define NLECHO_REPLY_SIZE	256
/* Its argument is the port the request came from. */
#define NLECHO_REPLY_FORMAT	"message from process %u has been processed"

#define NLECHO_GREETING		"Greeting from kernel!"

/* What the client of the Linux Journal article says. */
#define NLECHO_YOO_HOO		"Yoo-hoo, Mr. Kernel!"

/*
 * /sys/module/nlecho/parameters/ (read-only, decimal):
 *   received    requests that were well formed
 *   rejected    messages with a bad length or a bad count
 *   sent        messages that the kernel accepted for delivery
 *   failed      messages that could not be built or sent
 *   last_error  positive errno of the last failure, 0 if none
 *               (ESRCH: greeting without a listener, EAGAIN: full socket,
 *               ECONNREFUSED: the port is gone, ENOTCONN: none registered)
 *   port        port of the last sender
 *   registered  the registered port, 0 if none
 */

#endif /* NLMATRIX_NLECHO_H */
