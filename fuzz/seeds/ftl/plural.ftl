# Số trang
-agency = Ủy ban nhân dân { $x }
pages = { $n ->
    [one] { $n } page of "{ -agency }"
   *[other] { NUMBER($n, minimumFractionDigits: 2) } pages ({ $x })
}
    .title = { pages } { "{" }
