/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * genlecho-core.h - the part of genlecho that is the same in every generation.
 *
 * Only symbols that kept their form from 2.6.15 to today may be used here.
 * Everything that drifted (building and sending a message, whose port it was,
 * policies, registration) is what a generation is about, and stays in its .c
 * file, which defines the functions declared below. nla_put() is one that never
 * changed: NLA_PUT_STRING() was removed in 3.5, which added nla_put_string().
 */
#ifndef NLMATRIX_GENLECHO_CORE_H
#define NLMATRIX_GENLECHO_CORE_H

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>
#include <net/genetlink.h>

#include "genlecho.h"

static struct genl_family doc_exmpl_family;

/* A message with room for @payload bytes of attributes. */
static struct sk_buff *doc_exmpl_new(size_t payload);
static void *doc_exmpl_put(struct sk_buff *skb, u32 port, u32 seq, int flags,
			   u8 cmd);
/* The header of an answer to @info's request. */
static void *doc_exmpl_put_reply(struct sk_buff *skb, struct genl_info *info);
/* Consumes @skb, sent or not. */
static int doc_exmpl_reply(struct sk_buff *skb, struct genl_info *info);
/* Log the text of a request; a negative errno if it has none. */
static int doc_exmpl_heard(struct genl_info *info);
/* The port of the requester of a dump. */
static u32 doc_exmpl_port(struct netlink_callback *cb);

/* Answer @info's request with one message that holds @text. */
static int doc_exmpl_say(struct genl_info *info, const char *text)
{
	struct sk_buff *skb = doc_exmpl_new(nla_total_size(strlen(text) + 1));
	void *header;

	if (!skb)
		return -ENOMEM;
	header = doc_exmpl_put_reply(skb, info);
	if (!header || nla_put(skb, DOC_EXMPL_A_MSG, strlen(text) + 1, text)) {
		kfree_skb(skb);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return doc_exmpl_reply(skb, info);
}

static int doc_exmpl_echo(struct sk_buff *skb, struct genl_info *info)
{
	int err = doc_exmpl_heard(info);

	return err ? err : doc_exmpl_say(info, DOC_EXMPL_HELLO);
}

static int doc_exmpl_twice(struct sk_buff *skb, struct genl_info *info)
{
	int err = doc_exmpl_say(info, DOC_EXMPL_FIRST);

	return err ? err : doc_exmpl_say(info, DOC_EXMPL_SECOND);
}

static int doc_exmpl_admin(struct sk_buff *skb, struct genl_info *info)
{
	return doc_exmpl_say(info, DOC_EXMPL_HELLO);
}

/* What GREET multicasts, for generations that have a group. */
static inline struct sk_buff *doc_exmpl_greeting(void)
{
	struct sk_buff *skb = doc_exmpl_new(NLMSG_GOODSIZE);
	void *header;

	if (!skb)
		return NULL;
	header = doc_exmpl_put(skb, 0, 0, 0, DOC_EXMPL_C_GREET);
	if (!header || nla_put(skb, DOC_EXMPL_A_MSG, sizeof(DOC_EXMPL_GREETING),
			       DOC_EXMPL_GREETING)) {
		kfree_skb(skb);
		return NULL;
	}
	genlmsg_end(skb, header);
	return skb;
}

/* args[0] is the next index; a full skb ends this part, not the dump. */
static int doc_exmpl_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	for (; cb->args[0] < DOC_EXMPL_DUMP_COUNT; cb->args[0]++) {
		u32 index = cb->args[0];
		void *header = doc_exmpl_put(skb, doc_exmpl_port(cb),
					     cb->nlh->nlmsg_seq, NLM_F_MULTI,
					     DOC_EXMPL_C_DUMP);

		if (!header)
			break;
		if (nla_put(skb, DOC_EXMPL_A_INDEX, sizeof(index), &index)) {
			genlmsg_cancel(skb, header);
			break;
		}
		genlmsg_end(skb, header);
	}
	return skb->len;
}

static void __exit doc_exmpl_exit(void)
{
	genl_unregister_family(&doc_exmpl_family);
}
module_exit(doc_exmpl_exit);

MODULE_DESCRIPTION("the DOC_EXMPL generic netlink family");
MODULE_LICENSE("GPL");

#endif /* NLMATRIX_GENLECHO_CORE_H */
