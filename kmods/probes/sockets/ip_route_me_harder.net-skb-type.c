static int own_route(struct sk_buff *skb)
{
	return ip_route_me_harder(skb, RTN_UNSPEC);
}
