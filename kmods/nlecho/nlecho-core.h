/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nlecho-core.h - the part of nlecho that is the same in every generation.
 *
 * Only symbols that kept their form from 2.6.11 to today may be used here.
 * Everything that drifted (registration, the input callback, building and
 * sending an skb) is what a generation is about, and stays in its .c file:
 * it defines the three functions declared below, calls nlecho_prepare() before
 * it has a socket and nlecho_forget() when it no longer has one, and calls
 * nlecho_receive() with its own lock held.
 */
#ifndef NLMATRIX_NLECHO_CORE_H
#define NLMATRIX_NLECHO_CORE_H

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/netlink.h>
#include <linux/sched.h>
#include <linux/skbuff.h>
#include <linux/string.h>

#include "nlecho.h"

/* How much of an ECHO's text goes to the log. */
#define NLECHO_LOG_MAX 64

static unsigned int received;
module_param(received, uint, 0444);
MODULE_PARM_DESC(received, "well-formed requests");

static unsigned int rejected;
module_param(rejected, uint, 0444);
MODULE_PARM_DESC(rejected, "messages with a bad length or count");

static unsigned int sent;
module_param(sent, uint, 0444);
MODULE_PARM_DESC(sent, "messages taken for delivery");

static unsigned int failed;
module_param(failed, uint, 0444);
MODULE_PARM_DESC(failed, "messages that could not be built or sent");

static unsigned int last_error;
module_param(last_error, uint, 0444);
MODULE_PARM_DESC(last_error, "errno of the last failure");

static unsigned int port;
module_param(port, uint, 0444);
MODULE_PARM_DESC(port, "port of the last sender");

static unsigned int registered;
module_param(registered, uint, 0444);
MODULE_PARM_DESC(registered, "port that registered, 0 if none");

/* A message of @size bytes of payload: @len bytes of @data, then zeros. */
static struct sk_buff *nlecho_build(u32 seq, int type, const void *data,
				    unsigned int len, unsigned int size);
/*
 * Neither may wait for room in the receiver's queue. Both return 0 or a
 * negative errno.
 */
static int nlecho_send(struct sk_buff *skb, u32 to);
static int nlecho_multicast(u32 seq, int type, const void *data,
			    unsigned int len);

/*
 * Sent if a reply cannot be built: allocated while there was memory, because
 * a client that waits for a reply would wait forever.
 */
static struct sk_buff *nlecho_excuse;

static int nlecho_prepare(void)
{
	struct nlmsgerr none;

	if (!nlecho_excuse) {
		memset(&none, 0, sizeof(none));
		nlecho_excuse = nlecho_build(0, NLMSG_ERROR, &none,
					     sizeof(none), sizeof(none));
	}
	return nlecho_excuse ? 0 : -ENOMEM;
}

static void nlecho_forget(void)
{
	if (nlecho_excuse)
		kfree_skb(nlecho_excuse);
	nlecho_excuse = NULL;
}

/* The end of loading: without a socket, frees what was prepared. */
static int nlecho_loaded(const struct sock *sk)
{
	if (sk)
		return 0;
	nlecho_forget();
	return -ENOMEM;
}

static int nlecho_unicast(u32 to, u32 seq, int type, const void *data,
			  unsigned int len, unsigned int size)
{
	struct sk_buff *skb = nlecho_build(seq, type, data, len, size);

	return skb ? nlecho_send(skb, to) : -ENOMEM;
}

static void nlecho_count(int err)
{
	if (!err) {
		sent++;
		return;
	}
	failed++;
	last_error = -err;
}

static u32 nlecho_reply_seq(const struct nlmsghdr *nlh)
{
	return nlh->nlmsg_seq + (nlh->nlmsg_type == NLECHO_MSG_NEXT_SEQ);
}

/* Tell the sender of @request that it gets no reply, and why. */
static void nlecho_refuse(const struct nlmsghdr *request, u32 to, int err)
{
	struct sk_buff *skb = nlecho_excuse;
	struct nlmsghdr *nlh;
	struct nlmsgerr *why;

	if (!skb)
		return;
	nlecho_excuse = NULL;
	nlh = (struct nlmsghdr *)skb->data;
	nlh->nlmsg_seq = request->nlmsg_seq;
	why = NLMSG_DATA(nlh);
	why->error = err;
	why->msg = *request;
	nlecho_count(nlecho_send(skb, to));
}

static void nlecho_reply(const struct nlmsghdr *request, u32 to)
{
	char text[NLECHO_REPLY_SIZE];
	int err;

	/* All 256 bytes leave the kernel: none may be old stack. */
	memset(text, 0, sizeof(text));
	snprintf(text, sizeof(text), NLECHO_REPLY_FORMAT, to);
	err = nlecho_unicast(to, nlecho_reply_seq(request), NLMSG_DONE, text,
			     sizeof(text), sizeof(text));
	nlecho_count(err);
	if (err == -ENOMEM)
		nlecho_refuse(request, to, err);
}

static int nlecho_greet(const struct nlmsghdr *nlh, int len)
{
	struct nlecho_greet greet;
	u32 i;

	if (len < (int)sizeof(greet))
		return -EINVAL;
	memcpy(&greet, NLMSG_DATA(nlh), sizeof(greet));
	if (greet.count > NLECHO_COUNT_MAX)
		return -EINVAL;

	for (i = 0; i < greet.count; i++) {
		nlecho_count(nlecho_multicast(nlh->nlmsg_seq, NLECHO_MSG_GREET,
					      NLECHO_GREETING,
					      sizeof(NLECHO_GREETING)));
		cond_resched();
	}
	return 0;
}

static int nlecho_flood(const struct nlmsghdr *nlh, int len, u32 to)
{
	struct nlecho_flood flood;
	u32 i;

	if (len < (int)sizeof(flood))
		return -EINVAL;
	memcpy(&flood, NLMSG_DATA(nlh), sizeof(flood));
	if (flood.count > NLECHO_COUNT_MAX || flood.size < sizeof(i) ||
	    flood.size > NLECHO_SIZE_MAX)
		return -EINVAL;

	for (i = 0; i < flood.count; i++) {
		nlecho_count(nlecho_unicast(to, nlh->nlmsg_seq,
					    NLECHO_MSG_FLOOD, &i, sizeof(i),
					    flood.size));
		cond_resched();
	}
	return 0;
}

/* A driver that kept sending would never notice that its application died. */
static void nlecho_tell(u32 seq)
{
	int err = -ENOTCONN;

	if (registered)
		err = nlecho_unicast(registered, seq, NLECHO_MSG_TELL,
				     NLECHO_GREETING, sizeof(NLECHO_GREETING),
				     sizeof(NLECHO_GREETING));
	nlecho_count(err);
	if (err == -ECONNREFUSED)
		registered = 0;
}

static int nlecho_dispatch(const struct nlmsghdr *nlh, int len, u32 from)
{
	switch (nlh->nlmsg_type) {
	case NLECHO_MSG_GREET:
		return nlecho_greet(nlh, len);
	case NLECHO_MSG_FLOOD:
		return nlecho_flood(nlh, len, from);
	case NLECHO_MSG_REGISTER:
		registered = from;
		return 0;
	case NLECHO_MSG_TELL:
		nlecho_tell(nlh->nlmsg_seq);
		return 0;
	case NLECHO_MSG_SILENT:
	case NLECHO_MSG_NEXT_SEQ:
		return 0;
	default:
		/* The payload need not end in NUL: the precision bounds it. */
		pr_info("nlecho: port %u says: %.*s\n", from,
			len < NLECHO_LOG_MAX ? len : NLECHO_LOG_MAX,
			(const char *)NLMSG_DATA(nlh));
		return 0;
	}
}

/* Handle every message in the @len bytes at @nlh, sent by port @from. */
static void nlecho_receive(struct nlmsghdr *nlh, int len, u32 from)
{
	/* It may have been used: without memory once more, nothing is sent. */
	nlecho_prepare();
	while (NLMSG_OK(nlh, len)) {
		int payload = nlh->nlmsg_len - NLMSG_LENGTH(0);

		port = from;
		pr_info("nlecho: %u bytes, type %#x, from port %u\n",
			nlh->nlmsg_len, nlh->nlmsg_type, from);
		if (nlecho_dispatch(nlh, payload, from)) {
			rejected++;
		} else {
			received++;
			if ((nlh->nlmsg_flags & NLM_F_ACK) &&
			    nlh->nlmsg_type != NLECHO_MSG_SILENT)
				nlecho_reply(nlh, from);
		}
		nlh = NLMSG_NEXT(nlh, len);
	}
	/* NLMSG_NEXT subtracts the aligned length: the rest may be below 0. */
	if (len > 0)
		rejected++;
}

MODULE_DESCRIPTION("echoes over a private netlink protocol when asked to");
MODULE_LICENSE("GPL");

#endif /* NLMATRIX_NLECHO_CORE_H */
