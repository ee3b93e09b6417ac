/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * nlns.h - the messages between an nlns module and its clients.
 *
 * The module has two protocols: NLNS_PROTO_EACH with a kernel socket in every
 * network namespace, and NLNS_PROTO_FIRST with one in the first one only. A
 * request is a plain nlmsghdr with any payload. All numbers travel in host byte
 * order.
 */
#ifndef NLMATRIX_NLNS_H
#define NLMATRIX_NLNS_H

#include <linux/types.h>

/* Free in the kernel's table, like nlecho's 31. */
#define NLNS_PROTO_EACH		28
#define NLNS_PROTO_FIRST	27

/* Multicast group of both, as a number. */
#define NLNS_GROUP		1

/* Types below 0x10 belong to netlink itself. */
enum nlns_msg {
	/* Answered with struct nlns_told: nlmsg_type NLNS_MSG_HELLO, nlmsg_pid 0,
	 * nlmsg_seq as in the request. */
	NLNS_MSG_HELLO		= 0x10,
	/* The same, multicast to NLNS_GROUP in the namespace of the socket. */
	NLNS_MSG_GREET		= 0x11,
};

/* Other types, and messages shorter than a header, are not answered. */
struct nlns_told {
	/* Of the namespace, in the order in which the module met them, from 0. */
	__u32 number;
	/* How many requests its sockets received, including this one. */
	__u32 received;
};

/*
 * /sys/module/nlns/parameters/ (read-only, decimal):
 *   namespaces  how many there are in which the module has a socket
 *   met         how many it ever met, which is the next one's number
 */

#endif /* NLMATRIX_NLNS_H */
