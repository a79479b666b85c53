# fcgi-conf
