festival-greeting = Kính mời { $who } về dự lễ hội.
