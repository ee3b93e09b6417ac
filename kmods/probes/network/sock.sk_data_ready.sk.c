// SPDX-License-Identifier: GPL-2.0-only
static void own_ready(struct sock *sk, int bytes)
{
	wake_up(&own_wait);
}

static void f(struct sock *sk, struct sk_buff *skb)
{
	sk->sk_data_ready = own_ready;
	sk->sk_data_ready(sk, skb->len);
}
