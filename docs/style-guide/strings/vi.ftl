# Chữ riêng của sổ giao diện.
guide-use = Dùng khi nào
guide-avoid = Không dùng khi nào
guide-access = Tiếp cận
guide-call = Cách gọi
guide-parts = Tệp của giao diện
guide-around = Thành phần trước và sau
