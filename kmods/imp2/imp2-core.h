/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * imp2-core.h - the part of imp2 that is the same in every generation.
 *
 * Only symbols that kept their form from 2.6.9 to today may be used here. What
 * drifted (the netlink socket, building and sending an skb, the hook and how
 * it finds the IP header) stays in a generation's .c file.
 */
#ifndef NLMATRIX_IMP2_CORE_H
#define NLMATRIX_IMP2_CORE_H

#include <linux/errno.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/netlink.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "imp2.h"

static unsigned int port;
module_param(port, uint, 0444);
MODULE_PARM_DESC(port, "port of the registered application");

static unsigned int seen;
module_param(seen, uint, 0444);
MODULE_PARM_DESC(seen, "ICMP packets that came by");

static unsigned int sent;
module_param(sent, uint, 0444);
MODULE_PARM_DESC(sent, "messages taken for delivery");

static unsigned int failed;
module_param(failed, uint, 0444);
MODULE_PARM_DESC(failed, "messages that could not be built or sent");

static unsigned int last_error;
module_param(last_error, uint, 0444);
MODULE_PARM_DESC(last_error, "errno of the last failure");

static unsigned int rejected;
module_param(rejected, uint, 0444);
MODULE_PARM_DESC(rejected, "messages with a bad length or type");

/*
 * Guards the port and the counters. The hook runs in softirq and in process
 * context, so softirqs are kept out. The document locks `user_proc.pid`, the
 * number, where it means `user_proc.lock`.
 */
static rwlock_t imp2_lock;

/*
 * Send @packet to port @to. Called in atomic context: may neither sleep for
 * memory nor wait for room. Return 0 or a negative errno.
 */
static int imp2_send(u32 to, const struct imp2_packet *packet);

static void imp2_account(int err, u32 to)
{
	write_lock_bh(&imp2_lock);
	if (!err) {
		sent++;
	} else {
		failed++;
		last_error = -err;
	}
	if (err == -ECONNREFUSED && port == to)
		port = 0;
	write_unlock_bh(&imp2_lock);
}

/* What the hook does with a packet whose IP header is @ip. */
static void imp2_watch(const struct iphdr *ip)
{
	struct imp2_packet packet;
	u32 to;

	if (ip->protocol != IPPROTO_ICMP)
		return;
	write_lock_bh(&imp2_lock);
	seen++;
	to = port;
	write_unlock_bh(&imp2_lock);
	if (!to)
		return;
	packet.source = ip->saddr;
	packet.destination = ip->daddr;
	imp2_account(imp2_send(to, &packet), to);
}

static int imp2_dispatch(const struct nlmsghdr *nlh, u32 from)
{
	int err = 0;

	write_lock_bh(&imp2_lock);
	if (nlh->nlmsg_type == IMP2_U_PID)
		port = from;
	else if (nlh->nlmsg_type != IMP2_CLOSE)
		err = -EINVAL;
	else if (port == from)
		port = 0;
	write_unlock_bh(&imp2_lock);
	return err;
}

static void imp2_reject(void)
{
	write_lock_bh(&imp2_lock);
	rejected++;
	write_unlock_bh(&imp2_lock);
}

/* Every message in the @len bytes at @nlh, which came from port @from. */
static void imp2_receive(struct nlmsghdr *nlh, int len, u32 from)
{
	while (NLMSG_OK(nlh, len)) {
		if (imp2_dispatch(nlh, from))
			imp2_reject();
		nlh = NLMSG_NEXT(nlh, len);
	}
	/* NLMSG_NEXT takes off the aligned length, so the end may be below 0. */
	if (len > 0)
		imp2_reject();
}

static void imp2_prepare(void)
{
	rwlock_init(&imp2_lock);
}

MODULE_DESCRIPTION("tells an application of ICMP packets over netlink");
MODULE_LICENSE("GPL");

#endif /* NLMATRIX_IMP2_CORE_H */
