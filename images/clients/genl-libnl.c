// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * genl-libnl - what a user of libnl-3 sees of genlecho, gentable and nlecho.
 *
 * Usage: genl-libnl echo|sequence|interrupted|overrun
 *        genl-libnl decode HEX
 *
 * Prints one `name=value` line for each step; a libnl error is its number.
 *   echo         resolves DOC_EXMPL and its group, echoes, hears a greeting,
 *                and counts a dump
 *   sequence     asks nlecho for an answer with its own sequence number, and
 *                for one with another
 *   interrupted  dumps NLM_TABLE while it changes, and again
 *   overrun      loses changes of NLM_TABLE, and dumps to recover
 *   decode       prints what libnl reads in a generic netlink message, given
 *                in hexadecimal digits, as nl_msg_dump() writes it
 *
 * Exit codes: 0 printed, 1 usage, 2 no connection or family, 3 sending failed,
 * 4 receiving failed where it should not.
 */
#include <netlink/errno.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>

#include "client.h"
#include "genlecho/genlecho.h"
#include "gentable/gentable.h"
#include "nlecho/nlecho.h"

static unsigned int heard;
static char text[DOC_EXMPL_MSG_MAX + 1];

static void check(int err, enum client_exit code, const char *what)
{
	if (err >= 0)
		return;
	fprintf(stderr, "%s failed: %d (%s)\n", what, err, nl_geterror(err));
	exit(code);
}

/* Keeps the first attribute's text, where there is one. */
static int on_message(struct nl_msg *msg, void *arg)
{
	struct nlattr *attr = genlmsg_attrdata(nlmsg_data(nlmsg_hdr(msg)), 0);

	(void)arg;
	heard++;
	if (nla_type(attr) == DOC_EXMPL_A_MSG)
		nla_strlcpy(text, attr, sizeof(text));
	return NL_OK;
}

static struct nl_sock *open_socket(int protocol)
{
	struct nl_sock *sk = nl_socket_alloc();

	if (!sk)
		exit(CLIENT_SOCKET);
	check(nl_connect(sk, protocol), CLIENT_SOCKET, "nl_connect");
	nl_socket_modify_cb(sk, NL_CB_VALID, NL_CB_CUSTOM, on_message, NULL);
	return sk;
}

static struct nl_msg *request(int family, int cmd, int flags)
{
	struct nl_msg *msg = nlmsg_alloc();

	if (!msg || !genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, family, 0,
				 flags, cmd, 1))
		exit(CLIENT_SEND);
	return msg;
}

static int resolve(struct nl_sock *sk, const char *name)
{
	int family = genl_ctrl_resolve(sk, name);

	check(family, CLIENT_SOCKET, "genl_ctrl_resolve");
	return family;
}

static struct nl_sock *listener(const char *family, const char *group)
{
	struct nl_sock *sk = open_socket(NETLINK_GENERIC);
	int id = genl_ctrl_resolve_grp(sk, family, group);

	check(id, CLIENT_SOCKET, "genl_ctrl_resolve_grp");
	/* What is not asked for has no sequence number to check. */
	nl_socket_disable_seq_check(sk);
	check(nl_socket_add_membership(sk, id), CLIENT_SOCKET,
	      "nl_socket_add_membership");
	return sk;
}

static int dump(struct nl_sock *sk, int family, int cmd)
{
	struct nl_msg *msg = request(family, cmd, NLM_F_DUMP);

	heard = 0;
	check(nl_send_auto(sk, msg), CLIENT_SEND, "nl_send_auto");
	nlmsg_free(msg);
	return nl_recvmsgs_default(sk);
}

static void set(int family, unsigned int value, unsigned int count)
{
	struct nl_sock *sk = open_socket(NETLINK_GENERIC);
	struct nl_msg *msg = request(family, NLM_TABLE_C_SET, 0);

	nla_put_u32(msg, NLM_TABLE_A_INDEX, 0);
	nla_put_u32(msg, NLM_TABLE_A_VALUE, value);
	nla_put_u32(msg, NLM_TABLE_A_COUNT, count);
	/* Waits for the ACK, and frees the message. */
	check(nl_send_sync(sk, msg), CLIENT_SEND, "nl_send_sync");
	nl_socket_free(sk);
}

static void echo(void)
{
	struct nl_sock *sk = open_socket(NETLINK_GENERIC);
	int family = resolve(sk, DOC_EXMPL_NAME);
	struct nl_sock *ear = listener(DOC_EXMPL_NAME, DOC_EXMPL_GRP_NAME);
	struct nl_msg *msg = request(family, DOC_EXMPL_C_ECHO, 0);

	printf("resolved=%d\n", family > GENL_ID_CTRL);
	nla_put_string(msg, DOC_EXMPL_A_MSG, "hello from libnl");
	check(nl_send_auto(sk, msg), CLIENT_SEND, "nl_send_auto");
	nlmsg_free(msg);
	/*
	 * One call takes one datagram, here the reply. nl_send_sync() would
	 * take it for the ACK, and leave that to be mistaken later.
	 */
	check(nl_recvmsgs_default(sk), CLIENT_RECEIVE, "nl_recvmsgs_default");
	printf("sync=%d\n", nl_wait_for_ack(sk));
	printf("reply=%s\n", text);
	msg = request(family, DOC_EXMPL_C_GREET, 0);
	printf("greet=%d\n", nl_send_sync(sk, msg));
	text[0] = '\0';
	printf("listen=%d\n", nl_recvmsgs_default(ear));
	printf("greeting=%s\n", text);
	printf("dump=%d\n", dump(sk, family, DOC_EXMPL_C_DUMP));
	printf("entries=%u\n", heard);
}

static void ask(const char *name, int type)
{
	struct nl_sock *sk = open_socket(NLECHO_PROTO);
	int err = nl_send_simple(sk, type, NLM_F_ACK, "libnl", 5);

	check(err, CLIENT_SEND, "nl_send_simple");
	printf("%s=%d\n", name, nl_recvmsgs_default(sk));
	nl_socket_free(sk);
}

static void sequence(void)
{
	ask("right", NLECHO_MSG_ECHO);
	ask("wrong", NLECHO_MSG_NEXT_SEQ);
}

static void interrupted(void)
{
	struct nl_sock *sk = open_socket(NETLINK_GENERIC);
	int family = resolve(sk, NLM_TABLE_NAME);
	struct nl_msg *msg = request(family, NLM_TABLE_C_GET, NLM_F_DUMP);

	/* The first part is made while the request is sent. */
	check(nl_send_auto(sk, msg), CLIENT_SEND, "nl_send_auto");
	set(family, 1, 1);
	heard = 0;
	printf("interrupted=%d\n", nl_recvmsgs_default(sk));
	printf("entries=%u\n", heard);
	printf("again=%d\n", dump(sk, family, NLM_TABLE_C_GET));
	printf("entries-again=%u\n", heard);
}

static void overrun(void)
{
	struct nl_sock *sk = listener(NLM_TABLE_NAME, NLM_TABLE_GRP_NAME);
	struct nl_sock *asker = open_socket(NETLINK_GENERIC);
	int family = resolve(asker, NLM_TABLE_NAME);
	int err;

	nl_socket_set_buffer_size(sk, 16384, 0);
	nl_socket_set_nonblocking(sk);
	set(family, 1000, NLM_TABLE_ENTRIES);
	printf("overrun=%d\n", nl_recvmsgs_default(sk));
	heard = 0;
	do {
		err = nl_recvmsgs_default(sk);
	} while (err >= 0);
	printf("drained=%d\n", err);
	printf("lost=%d\n", heard < NLM_TABLE_ENTRIES);
	printf("resync=%d\n", dump(asker, family, NLM_TABLE_C_GET));
	printf("entries=%u\n", heard);
}

static int decode(const char *hex)
{
	static unsigned char bytes[1024];
	struct nlmsghdr *nlh = (struct nlmsghdr *)bytes;
	struct genlmsghdr *genl = nlmsg_data(nlh);
	struct nl_msg *msg;
	struct nlattr *attr;
	size_t len = 0;
	int rest;

	while (len < sizeof(bytes) && sscanf(hex, "%2hhx", &bytes[len]) == 1) {
		hex += 2;
		len++;
	}
	if (len < sizeof(*nlh) || nlh->nlmsg_len > len)
		return CLIENT_USAGE;
	msg = nlmsg_convert(nlh);
	if (!msg)
		return CLIENT_USAGE;
	nlmsg_set_proto(msg, NETLINK_GENERIC);
	nl_msg_dump(msg, stdout);
	/* It writes out attributes only of families that it was told about. */
	nla_for_each_attr(attr, genlmsg_attrdata(genl, 0),
			  genlmsg_attrlen(genl, 0), rest)
		printf("[ATTR %02d] %d octets\n", nla_type(attr),
		       nla_len(attr));
	nlmsg_free(msg);
	return CLIENT_OK;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(void);
	} modes[] = {
		{ "echo", echo },
		{ "sequence", sequence },
		{ "interrupted", interrupted },
		{ "overrun", overrun },
	};
	size_t i;

	for (i = 0; argc == 2 && i < sizeof(modes) / sizeof(*modes); i++) {
		if (strcmp(argv[1], modes[i].name) == 0) {
			modes[i].run();
			return CLIENT_OK;
		}
	}
	if (argc == 3 && strcmp(argv[1], "decode") == 0)
		return decode(argv[2]);
	fprintf(stderr,
		"usage: %s echo|sequence|interrupted|overrun|decode HEX\n",
		argv[0]);
	return CLIENT_USAGE;
}
