// SPDX-License-Identifier: GPL-2.0-only
static int own_end(skb_frag_t *frag)
{
	return frag->page_offset + frag->size;
}
